// SplittableReadOp: runs a splittable DoFn over the restrictions that it reads.
//
// Where the input is complete each restriction is processed to its end; a DoFn that asks to be resumed later is resumed at once.
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
#include "beam/exec/par_do_op.h"
#include "beam/exec/restriction_write_op.h"
#include "beam/exec/stream_partition.h"

namespace beam::internal {

/// After about so many elements a bundle of a streaming run ends.
inline constexpr std::size_t kElementsOfBundle = 10000;

[[noreturn]] void FailUnclaimed(const OperatorContext& context, const std::string& element,
                                const std::string& restriction);

template <class DoFn, class Element, class... Side>
class SplittableReadOp final : public ElementReadOp, private DeliveryWatch {
  using Function = ParDoOp<DoFn, Element, Side...>;
  using Parts = typename Signature<DoFn, Element, Side...>::Splittable;
  using Tracker = typename Parts::Tracker;
  using Estimator = typename Parts::Estimator;
  using Restriction = RestrictionOf<DoFn, Element>;

 public:
  SplittableReadOp(BlockStore& store, const DoFn& prototype, const OperatorContext& context)
      : ElementReadOp(store), context_(context), function_(prototype, context) {
    for (OutputBase* output : function_.outputs()) {
      AddOutput(output);
      if (context.streaming || kObserves) output->set_watch(this);
    }
  }

  void Setup() override { function_.Setup(); }
  void StartBundle() override { function_.StartBundle(); }
  void FinishBundle() override { function_.FinishBundle(); }
  void Teardown() override { function_.Teardown(); }

  void ReadOn(StreamPartition& partition) override {
    if (partition.memory == nullptr) partition.memory = Owned<PartitionMemory>(new Memory());
    memory_ = static_cast<Memory*>(partition.memory.get());
    ElementReadOp::ReadOn(partition);
    passed_ = 0;
    if (partition.truncates) Truncate();
    ProcessDue(std::max(partition.clocks.processing_time, context_.processing_time()));
    Publish(partition);
  }

 private:
  static constexpr bool kObserves =
      requires(Estimator& estimator, Timestamp time) { estimator.ObserveTimestamp(time); };

  /// A restriction, or what is left of one.
  struct Work {
    Element element;
    Restriction restriction;
    ElementMeta meta;
    Timestamp watermark;
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
      Work work{std::move(read.key), std::move(read.value), cursor.meta(), cursor.meta().timestamp};
      if (memory_ != nullptr) {
        memory_->waiting.push_back(std::move(work));
      } else {
        while (ProcessOnce(work)) {
          if (context_.cancelled()) throw BundleAborted{};
        }
      }
    }
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
    if constexpr (HasTruncateRestriction<DoFn>()) {
      std::optional<Restriction> left;
      RunUserCode(
          context_, "truncating its restriction",
          [&] { left = function_.function().TruncateRestriction(work.element, work.restriction); },
          [&] { return ElementText(work.element); });
      if (left.has_value()) work.restriction = std::move(*left);
      return left.has_value();
    } else {
      return !Parts::kUnbounded;
    }
  }
  // Each at most once in a bundle; those that wait longest first, so what has run comes behind what has not.
  void ProcessDue(Timestamp now) {
    std::deque<Work>& waiting = memory_->waiting;
    std::vector<Work> ran;
    for (std::size_t left = waiting.size(); left > 0; --left) {
      Work work = std::move(waiting.front());
      waiting.pop_front();
      if (work.due > now || passed_ >= kElementsOfBundle) {
        waiting.push_back(std::move(work));
      } else if (ProcessOnce(work)) {
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

  /// Calls ProcessElement. True if something is left, which `work` is then.
  bool ProcessOnce(Work& work) {
    Tracker tracker = MakeTracker(work);
    Estimator estimator(work.watermark);
    if constexpr (requires { estimator.ObserveClock(Timestamp()); }) {
      estimator.ObserveClock(context_.processing_time());
    }
    tracker_ = &tracker;
    estimator_ = &estimator;
    rest_.reset();
    const ProcessContinuation result = function_.ProcessRestriction(work.element, work.meta, tracker, estimator);
    tracker_ = nullptr;
    // The estimator sees what is collected, and `work` may move.
    for (OutputBase* output : function_.outputs()) output->EndBundle();
    estimator_ = nullptr;
    work.due = Timestamp::Min();
    if (!rest_.has_value() && !tracker.Done()) {
      if (!result.resumes()) FailUnclaimed(context_, ElementText(work.element), ElementText(work.restriction));
      rest_ = tracker.TrySplit(0);
      work.due = Later(context_.processing_time(), std::max(result.delay(), Duration(0)));
    }
    work.watermark = std::max(work.watermark, estimator.CurrentWatermark());
    if (!rest_.has_value()) return false;
    work.restriction = std::move(*rest_);
    return true;
  }
  Tracker MakeTracker(const Work& work) {
    if constexpr (MakesTracker<DoFn, Element, Restriction>) {
      return function_.function().NewTracker(work.element, work.restriction);
    } else {
      return Tracker(work.restriction);
    }
  }

  void Passing(const BatchBase& batch) override {
    if constexpr (kObserves) {
      for (std::size_t i = 0; estimator_ != nullptr && i < batch.size(); ++i) {
        estimator_->ObserveTimestamp(batch.meta(i).timestamp);
      }
    }
    passed_ += batch.size();
    if (memory_ == nullptr || tracker_ == nullptr || passed_ < kElementsOfBundle || rest_.has_value()) return;
    rest_ = tracker_->TrySplit(0);
  }

  OperatorContext context_;
  Function function_;
  Memory* memory_ = nullptr;  // of the partition, in a streaming run
  std::size_t passed_ = 0;    // elements in this bundle
  // Of the call under way.
  Tracker* tracker_ = nullptr;
  Estimator* estimator_ = nullptr;
  std::optional<Restriction> rest_;  // what was taken away from it
};

template <class DoFn, class Element, class... Side>
class SplittableExchange final : public ExchangeFactory {
 public:
  bool by_key() const override { return false; }
  bool reads_sides() const override { return true; }
  bool reads_on() const override { return true; }
  Owned<Operator> MakeWriter(std::size_t, bool, BlockStore& store, const OperatorContext& context) const override {
    return Owned<Operator>(new RestrictionWriteOp<DoFn, Element, Side...>(store, PrototypeOf<DoFn>(context), context));
  }
  Owned<SourceOperator> MakeReader(bool, const std::vector<BlockStore*>& stores,
                                   const OperatorContext& context) const override {
    return Owned<SourceOperator>(
        new SplittableReadOp<DoFn, Element, Side...>(*stores[0], PrototypeOf<DoFn>(context), context));
  }
};

}  // namespace beam::internal
