// Drives the oracle and another grouping of one key through a stream, side by side, and says where they differ.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "test/reference/event_time/key_model.h"

namespace beam::testing {

/// Something that groups the elements of one key.
class KeyUnderTest {
 public:
  virtual ~KeyUnderTest() = default;
  /// As KeyModel's.
  virtual bool Add(const Window& window, Timestamp time, std::int64_t value, const Moment& now,
                   std::vector<Pane>& panes) = 0;
  virtual void Advance(const Moment& now, std::vector<Pane>& panes) = 0;
  virtual Timestamp Hold() const = 0;
  virtual bool empty() const = 0;
  /// What it has promised and not kept so far, as a sentence; empty if there is nothing.
  virtual std::string BrokenPromise() const { return {}; }
};

using MakeKey = std::function<std::unique_ptr<KeyUnderTest>(const Stream&)>;

/// Empty when both emit the same panes at the same events and hold the same afterwards. Else the events until then, and what each emits.
std::string CompareStream(const Stream& stream, const MakeKey& make);

}  // namespace beam::testing
