// LookupBudget: how many keys of a side input's window are asked for one by one before the window is read as a whole.
//
// A lookup costs a question and its answer, whatever the key has; a window costs its bytes. Nobody knows a window's size before it has been
// read, so that lookups go by key until they have cost what reading a window of the expected size would. Whatever comes then, it
// costs at most a few times what would have been best, if the runner gives what is large in pages.
#pragma once

#include <cstddef>
#include <unordered_map>

#include "beam/base/window.h"
#include "beam/exec/window_hash.h"

namespace beam::runners {

/// Of one side input; keys are those that have not been asked for before.
class LookupBudget {
 public:
  /// How many lookups are spent on a window of which nothing is known.
  static constexpr std::size_t kFirst = 32;
  /// So many bytes of a window cost what a lookup costs. Between machines an answer takes about 1 ms, in which that much is decoded of
  /// pairs of 12 bytes (measured); on one machine it takes a tenth of that, and larger pairs are decoded faster.
  static constexpr std::size_t kBytesOfLookup = 16 << 10;

  /// Spends a lookup on the window. False when the window is to be read instead.
  bool Spend(const Window& window);
  /// With more bytes than that, a window is not worth reading yet.
  std::size_t most_bytes() const;
  /// What reading a window has shown, from which the next ones are expected to be like it.
  void NoteRead(std::size_t bytes);
  void NoteTooLarge();
  /// What has been looked up is not known any more; what has been learned is.
  void Forget() { spent_.clear(); }

 private:
  std::size_t lookups_ = kFirst;  // of a window
  std::unordered_map<Window, std::size_t, internal::WindowHash> spent_;
};

}  // namespace beam::runners
