// GroupReader: reads grouping exchanges partition by partition and hands out one group after the other. A partition that is
// too large to be held is split by more bits of the hash; one that cannot be split (a hot key) is streamed from its blocks.
#pragma once

#include <memory>
#include <vector>

#include "beam/exec/grouping.h"
#include "beam/exec/operator.h"

namespace beam::internal {

class GroupReader : public SourceOperator {
 public:
  void Read(UnitRange units) final;

 protected:
  GroupReader(std::vector<RecordLayout> layouts, std::vector<BlockStore*> stores);

  /// Emits all groups of a partition and passes them on: the values' memory goes away after this.
  virtual void EmitGroups(const PartitionGroups& groups) = 0;
  /// The same for one group whose values are streamed; there is a stream for each input.
  virtual void EmitStreamed(const KeyRef& key, const ValueStream* const* streams) = 0;

 private:
  void ReadPartition(const std::vector<BlockStore*>& stores, std::size_t partition);
  void GroupInMemory(const std::vector<BlockStore*>& stores, std::size_t partition);
  void Split(const std::vector<BlockStore*>& stores, std::size_t partition);
  void StreamKeys(const std::vector<BlockStore*>& stores, std::size_t partition, const std::vector<std::string>& keys);
  // The encoded keys of a partition, or nothing when there are more than a few.
  bool FewKeys(const std::vector<BlockStore*>& stores, std::size_t partition, std::vector<std::string>& keys) const;

  std::vector<RecordLayout> layouts_;
  std::vector<BlockStore*> stores_;
  Owned<PartitionGroups> groups_;
};

}  // namespace beam::internal
