// OperatorContext: what an operator is given when it is made; the factories that the graph keeps for this.
#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "beam/base/owned.h"
#include "beam/base/status.h"
#include "beam/exec/operator.h"
#include "beam/graph/graph.h"

namespace beam::internal {

class BlockStore;

/// State that all operators of one run share. Thread-safe.
class RunState {
 public:
  /// Records the first failure; later ones are dropped. A user's `catch (...)` around an emit therefore cannot hide it.
  void Fail(Status status);
  bool failed() const { return failed_.load(std::memory_order_acquire); }
  Status failure() const;
  void Cancel();
  bool cancelled() const { return cancelled_.load(std::memory_order_acquire); }
  /// True after a failure or a cancellation: bundles that still run end at their next batch.
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

 private:
  mutable std::mutex mutex_;
  Status failure_;
  std::atomic<bool> failed_{false};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> stopping_{false};
};

/// Thrown by an operator after RunState::Fail so that the bundle unwinds; never reaches the user.
struct BundleAborted {};

/// A side input whose elements are all there: their blocks, and what was made of them (decoded once for all threads, once
/// for each form that parameters take it in).
struct SideInputCell {
  const ElementType* type = nullptr;
  BlockStore* blocks = nullptr;
  std::mutex mutex;
  std::map<const void*, std::shared_ptr<void>> views;  // by TypeKey of the view's type

  /// A distinct address for each type.
  template <class View>
  static const void* TypeKey() {
    static const char key = 0;
    return &key;
  }
};

struct OperatorContext {
  const Node* node = nullptr;
  const Graph* graph = nullptr;
  RunState* run = nullptr;
  /// One cell for each of the node's side inputs.
  std::vector<SideInputCell*> side_inputs;
  /// The index of the executor's thread, below `threads`.
  std::size_t thread = 0;
  std::size_t threads = 1;
  /// How many bytes a combiner table may take before it hands its entries over.
  std::size_t table_bytes = 256u << 20;
};

/// Makes the operator of a fused node.
class OperatorFactory {
 public:
  virtual ~OperatorFactory() = default;
  virtual Owned<Operator> Make(const OperatorContext& context) const = 0;
};

/// Makes the two ends of an exchange: a writer for each input, and a reader for the output.
class ExchangeFactory {
 public:
  virtual ~ExchangeFactory() = default;
  /// True when the exchange partitions by key; false when it only moves elements (units are then elements).
  virtual bool by_key() const = 0;
  /// True when `MakeWriter` can aggregate before the exchange.
  virtual bool can_lift() const { return false; }
  virtual Owned<Operator> MakeWriter(std::size_t input, bool lifted, BlockStore& store,
                                               const OperatorContext& context) const = 0;
  virtual Owned<SourceOperator> MakeReader(bool lifted, const std::vector<BlockStore*>& stores,
                                                     const OperatorContext& context) const = 0;
};

}  // namespace beam::internal
