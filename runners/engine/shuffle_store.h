// ShuffleStore: the BlockStore of the engine. Keeps blocks in memory while the budget allows, in the spill file beyond it.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "beam/exec/block_store.h"
#include "beam/exec/run_state.h"
#include "beam/graph/graph.h"
#include "runners/engine/memory.h"
#include "runners/engine/spill_file.h"

namespace beam::runners {

/// What the stores of one run share.
struct ShuffleResources {
  ShuffleResources(MemoryShares memory_shares, std::string spill_dir, internal::KeyHasher key_hasher,
                   internal::RunState& run_state)
      : shares(memory_shares), spill(std::move(spill_dir)), hasher(key_hasher), run(run_state) {}
  MemoryShares shares;
  BlockPool pool;
  SpillFile spill;
  internal::KeyHasher hasher;
  internal::RunState& run;
};

/// Its errors are the run's failure from the moment they arise, and unwind as BundleAborted: they pass through user code, which
/// may read a group or emit inside a `catch (...)`.
class ShuffleStore final : public internal::BlockStore {
 public:
  /// `node`: the step that errors name; null for an exchange that the plan added.
  ShuffleStore(ShuffleResources& resources, const internal::Node* node, unsigned partition_bits,
               unsigned skipped_bits = 0);
  ~ShuffleStore() override;

  internal::Block NewBlock(std::size_t bytes) override;
  void Add(std::size_t partition, internal::Block block) override;
  void Discard(internal::Block block) override;
  internal::PartitionSize Size(std::size_t partition) const override;
  std::size_t BlockCount(std::size_t partition) const override;
  std::size_t BlockRecords(std::size_t partition, std::size_t index) const override;
  internal::Block Pin(std::size_t partition, std::size_t index) override;
  void Unpin(std::size_t partition, std::size_t index, internal::Block block) override;
  void Release(std::size_t partition) override;
  std::uint64_t PinLimit() const override { return resources_.shares.pins; }
  internal::Owned<internal::BlockStore> MakeChild() override;

  /// Hands the blocks of a partition over to another store of the same run, which has read all of its own.
  void MoveTo(ShuffleStore& reader, std::size_t partition);

  /// Records over all partitions; for the scheduler once the exchange is sealed.
  std::uint64_t TotalRecords() const;

 private:
  struct Stored {
    internal::Block block;  // data is null while the block is in the file
    std::uint64_t offset = 0;
  };
  struct Partition {
    std::vector<Stored> blocks;
    internal::PartitionSize size;
  };

  internal::Block MakeBlock(std::size_t bytes);

  ShuffleResources& resources_;
  const internal::Node* node_;
  mutable std::mutex mutex_;
  std::vector<Partition> partitions_;
};

}  // namespace beam::runners
