// UnreadKeys: the keys of a side input in one window that nobody has looked up yet, where a runner far away has them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/exec/absent_keys.h"
#include "beam/exec/block_store.h"
#include "beam/exec/element_blocks.h"
#include "beam/exec/side_input_lookups.h"
#include "beam/exec/side_storage.h"
#include "beam/exec/user_code.h"
#include "coders/coder.h"

namespace beam::internal {

/// A side input of one step and one window.
struct SideInputPlace {
  RunState* run = nullptr;
  const Node* node = nullptr;
  SideInputCell* cell = nullptr;
  std::size_t number = 0;  ///< Of the step's side inputs, from 1.
  Window window;
};

/// What a lookup of the key brings.
BroughtValues BringKey(const SideInputPlace& place, std::string_view key);
/// All elements of the window.
BlockStore& BringAll(const SideInputPlace& place);
/// Throws for a value that takes none of the bytes there are.
void RequireProgress(std::size_t bytes);

/// Puts what it brings beside what has been read already, which stays where it is. What goes wrong is the failure of the step, whatever
/// the user's function does about it.
template <class K, class V, SideForm kForm>
class UnreadKeys final : public KeyedValues<K, V>::Unread {
 public:
  /// `read` outlives this.
  UnreadKeys(const SideInputPlace& place, KeyedValues<K, V>& read) : place_(place), read_(read) {}

  const ValueVector<V>* Find(std::string key) override {
    if (whole_ || absent_.Has(key)) return nullptr;
    return RunStep(*place_.run, place_.node, [&] { return Bring(std::move(key)); });
  }
  void ReadAll() override {
    if (whole_) return;
    RunStep(*place_.run, place_.node, [&] { Take(BringAll(place_)); });
  }

 private:
  const ValueVector<V>* Bring(std::string key) {
    const BroughtValues brought = BringKey(place_, key);
    if (brought.all != nullptr) {
      Take(*brought.all);
      return read_.FindEncoded(key);
    }
    ValueVector<V> values = Decoded(brought.of_key);
    if (values.empty()) {
      absent_.Add(std::move(key));
      return nullptr;
    }
    if (kForm == SideForm::kMap && values.size() > 1) FailTwoValues(place_.number);
    return &read_.Take(std::move(key), std::move(values));
  }
  static ValueVector<V> Decoded(std::string_view bytes) {
    ValueVector<V> values;
    while (!bytes.empty()) {
      // Each value has a budget of its own.
      ByteReader reader(bytes);
      values.push_back(DecodeNested<V>(reader));
      RequireProgress(reader.position());
      bytes.remove_prefix(reader.position());
    }
    return values;
  }
  void Take(BlockStore& all) {
    SideStorage<KV<K, V>, kForm> storage;
    ForEachElement<KV<K, V>>(
        all, [&](KV<K, V> kv, const ElementMeta& meta) { storage.Add(std::move(kv), meta, place_.number, false); });
    read_.Take(std::move(storage.stored));
    absent_.Clear();
    whole_ = true;
  }

  SideInputPlace place_;
  KeyedValues<K, V>& read_;
  AbsentKeys absent_;
  bool whole_ = false;
};

}  // namespace beam::internal
