// WorkShares: where a reader that has nothing left to read takes a part of what another reader of its stage is processing.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace beam::internal {

/// A reader that may be asked by other threads, between Add and Remove.
class WorkGiver {
 public:
  /// Puts a part of what it is processing where `to` points, in the form that readers of the stage have in common. False if there is
  /// nothing that it could give now.
  virtual bool Give(void* to) = 0;

 protected:
  ~WorkGiver() = default;
};

/// Of one stage in one run. Thread-safe.
class WorkShares {
 public:
  void Add(WorkGiver& giver);
  /// When this returns, nobody asks the giver any more.
  void Remove(WorkGiver& giver);
  /// Asks one giver after the other, but not `taker`, and begins with another one each time.
  bool Take(const WorkGiver& taker, void* to);

 private:
  std::mutex mutex_;
  std::vector<WorkGiver*> givers_;
  std::size_t next_ = 0;
};

}  // namespace beam::internal
