// SplittableReadOp: runs a splittable DoFn over the restrictions that it reads.
//
// Where the input is complete each restriction is processed to its end; a DoFn that asks to be resumed later is resumed at once. A
// reader with nothing left takes half of what is left of a restriction that another reader is processing, where the tracker allows that.
// In a streaming run the restrictions live in the partition. A bundle processes those that are due, and takes its end away from
// a restriction that has produced enough: what is left waits for the next bundle, and with it the watermark. When the run is drained,
// each restriction is truncated once: without a method of the DoFn for it, one that has an end is processed, and another one given up.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "beam/exec/element_exchange.h"
#include "beam/exec/restriction_function.h"
#include "beam/exec/stream_partition.h"
#include "beam/exec/work_shares.h"

namespace beam::internal {

template <class DoFn, class Element, class... Side>
class SplittableReadOp final : public ElementReadOp, private WorkGiver {
  using Function = RestrictionFunction<DoFn, Element, Side...>;
  using Methods = typename Function::Methods;
  using Restriction = typename Function::Restriction;

 public:
  SplittableReadOp(BlockStore& store, const DoFn& prototype, const OperatorContext& context)
      : ElementReadOp(store), context_(context), function_(prototype, context) {
    for (OutputBase* output : function_.outputs()) AddOutput(output);
  }

  ~SplittableReadOp() override { StopSharing(); }

  void Setup() override {
    function_.Setup();
    if (context_.shares == nullptr) return;
    context_.shares->Add(*this);
    gives_ = true;
  }
  void StartBundle() override { function_.StartBundle(); }
  void FinishBundle() override { function_.FinishBundle(); }
  void Teardown() override {
    StopSharing();
    function_.Teardown();
  }

  void ReadOn(StreamPartition& partition) override {
    if (partition.memory == nullptr) partition.memory = Owned<PartitionMemory>(new Memory());
    memory_ = static_cast<Memory*>(partition.memory.get());
    function_.LimitBundles(kElementsOfBundle);
    ElementReadOp::ReadOn(partition);
    if (partition.truncates) Truncate();
    ProcessDue(std::max(partition.clocks.processing_time, context_.processing_time()));
    Publish(partition);
  }
  bool TakeShare() override { return context_.shares != nullptr && context_.shares->Take(*this, &taken_); }
  void ReadShare() override {
    ProcessToEnd(*taken_);
    taken_.reset();
  }

 private:
  /// A restriction, or what is left of one.
  struct Work : Function::Work {
    Timestamp due = Timestamp::Min();
    bool truncated = false;
  };
  struct Memory final : PartitionMemory {
    std::deque<Work> waiting;
  };

  void EmitRecords(ElementBlockCursor& cursor, std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) {
      cursor.Next();
      auto read = Packer<KV<Element, Restriction>>::Make(cursor.value(), cursor.size());
      Work work{{std::move(read.key), std::move(read.value), cursor.meta(), cursor.meta().timestamp}};
      if (memory_ != nullptr) {
        memory_->waiting.push_back(std::move(work));
      } else {
        ProcessToEnd(work);
      }
    }
  }
  void ProcessToEnd(typename Function::Work& work) {
    while (function_.Process(work).has_value()) {
      if (context_.cancelled()) throw BundleAborted{};
    }
  }

  bool Give(void* to) override {
    return function_.Split(0.5, [to](auto&&, typename Function::Work rest) {
      static_cast<std::optional<typename Function::Work>*>(to)->emplace(std::move(rest));
    });
  }
  void StopSharing() {
    if (gives_) context_.shares->Remove(*this);
    gives_ = false;
  }

  // Gives what waits an end. What is left of it is due at once.
  void Truncate() {
    std::erase_if(memory_->waiting, [&](Work& work) {
      if (std::exchange(work.truncated, true)) return false;
      work.due = Timestamp::Min();
      return !TruncateOne(work);
    });
  }
  /// False if nothing is left.
  bool TruncateOne(Work& work) {
    std::optional<Restriction> left;
    RunUserCode(
        context_, "truncating its restriction",
        [&] { left = Methods::Truncate(function_.function(), work.element, std::move(work.restriction)); },
        [&] { return ElementText(work.element); });
    if (left.has_value()) work.restriction = std::move(*left);
    return left.has_value();
  }
  // Each at most once in a bundle; those that wait longest first, so what has run comes behind what has not.
  void ProcessDue(Timestamp now) {
    std::deque<Work>& waiting = memory_->waiting;
    std::vector<Work> ran;
    for (std::size_t left = waiting.size(); left > 0; --left) {
      Work work = std::move(waiting.front());
      waiting.pop_front();
      if (work.due > now || function_.bundle_is_full()) {
        waiting.push_back(std::move(work));
      } else if (const std::optional<Duration> delay = function_.Process(work)) {
        work.due = *delay > Duration(0) ? Later(context_.processing_time(), *delay) : Timestamp::Min();
        ran.push_back(std::move(work));
      }
    }
    for (Work& work : ran) waiting.push_back(std::move(work));
  }
  void Publish(StreamPartition& partition) const {
    partition.hold = Timestamp::Max();
    partition.next_processing_time = StreamPartition::kNever;
    // What waits may emit, even if its DoFn has moved the watermark to the end of time.
    const Timestamp last = Timestamp::Max() - Duration(1);
    for (const Work& work : memory_->waiting) {
      partition.hold = std::min({partition.hold, work.watermark, last});
      partition.next_processing_time = std::min(partition.next_processing_time, work.due);
    }
  }

  OperatorContext context_;
  Function function_;
  Memory* memory_ = nullptr;  // of the partition, in a streaming run
  bool gives_ = false;        // others may ask for a share
  std::optional<typename Function::Work> taken_;
};

}  // namespace beam::internal
