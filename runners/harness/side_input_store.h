// SideInputStore: the elements of a side input, fetched from a runner's state, as the operators read them.
#pragma once

#include <memory>
#include <vector>

#include "beam/exec/block_store.h"

namespace beam::runners {

/// A BlockStore of one partition in memory.
class SideInputStore final : public internal::BlockStore {
 public:
  SideInputStore() = default;
  ~SideInputStore() override;

  internal::Block NewBlock(std::size_t bytes) override;
  void Add(std::size_t partition, internal::Block block) override;
  void Discard(internal::Block block) override;
  internal::PartitionSize Size(std::size_t partition) const override;
  std::size_t BlockCount(std::size_t partition) const override;
  std::size_t BlockRecords(std::size_t partition, std::size_t index) const override;
  internal::Block Pin(std::size_t partition, std::size_t index) override;
  void Unpin(std::size_t partition, std::size_t index, internal::Block block) override;
  void Release(std::size_t partition) override;
  std::uint64_t PinLimit() const override;
  internal::Owned<internal::BlockStore> MakeChild() override;

 private:
  std::vector<internal::Block> blocks_;
};

}  // namespace beam::runners
