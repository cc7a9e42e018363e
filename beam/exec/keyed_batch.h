// KeyedBatch: the elements of one key on their way to the operator of a DoFn with state.
#pragma once

#include "beam/exec/batch.h"
#include "beam/exec/copy_of.h"
#include "beam/exec/output.h"

namespace beam::internal {

/// `Function` takes batches of KV<K, V>; one that is full goes to it at once.
template <class K, class V, class Function>
class KeyedBatch {
 public:
  explicit KeyedBatch(Function& function) : function_(function), batch_(BatchCapacity<KV<K, V>>()) {
    batch_.set_exclusive(true);
  }
  bool empty() const { return batch_.empty(); }
  void Append(const K& key, const V& value, const ElementMeta& meta) {
    batch_.SetMeta(meta);
    if (!batch_.uniform()) batch_.AppendMeta(meta);
    batch_.PutKV(CopyOf(key), CopyOf(value));
    if (batch_.size() == batch_.capacity()) Flush();
  }
  void Flush() {
    if (batch_.empty()) return;
    function_.Process(0, batch_);
    batch_.Clear();
  }

 private:
  Function& function_;
  Batch<KV<K, V>> batch_;
};

}  // namespace beam::internal
