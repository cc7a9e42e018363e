// TestStream: a source for tests of event time, whose elements, watermark and clock move as the test says.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <source_location>
#include <utility>
#include <vector>

#include "beam/base/make_shared.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/stream_form.h"
#include "beam/exec/stream_partition.h"
#include "beam/exec/typed_element.h"
#include "beam/graph/urns.h"
#include "beam/pcollection.h"

namespace beam::testing {

namespace internal {

using namespace beam::internal;  // NOLINT(google-build-using-namespace): of the library itself

/// One step of a TestStream: elements, or a new time for the watermark or the clock.
template <class T>
struct StreamEvent {
  std::vector<Timestamped<T>> elements;
  Timestamp watermark = StreamPartition::kNever;
  Duration clock{0};
};

template <class T>
class TestStreamOp final : public SourceOperator {
 public:
  explicit TestStreamOp(std::shared_ptr<const std::vector<StreamEvent<T>>> events) : events_(std::move(events)) {
    AddOutput(&output_);
  }

  void Read(UnitRange) override {}
  void ReadOn(StreamPartition& partition) override {
    if (partition.memory == nullptr) {
      partition.memory = Owned<PartitionMemory>(new Position());
      partition.hold = Timestamp::Min();
    }
    auto& position = *static_cast<Position*>(partition.memory.get());
    partition.next_processing_time = Timestamp::Min();
    if (position.next == events_->size()) {
      partition.hold = Timestamp::Max();
      partition.next_processing_time = StreamPartition::kNever;
      return;
    }
    const StreamEvent<T>& event = (*events_)[position.next++];
    for (const Timestamped<T>& element : event.elements) {
      output_.EmitWith(ElementMeta{element.timestamp, Window::Global(), PaneInfo()}, T(element.value));
    }
    output_.EndBundle();
    if (event.watermark <= Timestamp::Max()) partition.hold = event.watermark;
    if (event.clock > Duration(0)) partition.clock = partition.clocks.processing_time + event.clock;
  }

 private:
  struct Position final : PartitionMemory {
    std::size_t next = 0;
  };

  std::shared_ptr<const std::vector<StreamEvent<T>>> events_;
  Output<T> output_;
};

template <class T>
class TestStreamFactory final : public SourceFactory {
 public:
  explicit TestStreamFactory(std::vector<StreamEvent<T>> events)
      : events_(beam::internal::MakeShared<const std::vector<StreamEvent<T>>>(std::move(events))) {}
  Owned<SourceOperator> Make(const OperatorContext&) const override {
    return Owned<SourceOperator>(new TestStreamOp<T>(events_));
  }
  bool when_quiet() const override { return true; }
  bool Describe(StreamForm& form) const override {
    if constexpr (kHasCoder<T>) {
      for (const StreamEvent<T>& event : *events_) form.events.push_back(FormOf(event));
    }
    return kHasCoder<T>;
  }

 private:
  static StreamForm::Event FormOf(const StreamEvent<T>& event) {
    StreamForm::Event form;
    for (const Timestamped<T>& element : event.elements) {
      StreamForm::Element& formed = form.elements.emplace_back();
      formed.time = element.timestamp;
      ByteWriter out(formed.bytes);
      EncodeOuter(element.value, out);
    }
    if (event.watermark <= Timestamp::Max()) form.watermark = event.watermark;
    form.clock = event.clock;
    return form;
  }

  std::shared_ptr<const std::vector<StreamEvent<T>>> events_;
};

}  // namespace internal

/// A collection without end whose events happen one after the other, each when the run has nothing left to do about those before.
/// In such a run the clock stands still, at 0 ms, until the stream moves it: no test has to wait. The watermark begins at the
/// beginning of time and is at its end when all events have happened. One TestStream a pipeline. Runners of others that know
/// Beam's TestStream play it themselves; its elements need a coder then.
///
///   auto clicks = beam::testing::TestStream<int>()
///                     .Add({{1, 3s}, {2, 7s}})            // values and their event times
///                     .AdvanceWatermark(10s)
///                     .Add({{3, 5s}})                     // late
///                     .AdvanceClock(1min)
///                     .Create(p);
template <class T>
class TestStream {
 public:
  TestStream& Add(std::vector<Timestamped<T>> elements) {
    events_.emplace_back().elements = std::move(elements);
    return *this;
  }
  /// One element.
  TestStream& Add(T value, Timestamp time) {
    std::vector<Timestamped<T>> elements;
    elements.push_back({std::move(value), time});
    return Add(std::move(elements));
  }
  TestStream& AdvanceWatermark(Timestamp to) {
    events_.emplace_back().watermark = to;
    return *this;
  }
  TestStream& AdvanceClock(Duration by) {
    events_.emplace_back().clock = by;
    return *this;
  }
  PCollection<T> Create(PipelineRef pipeline) const {
    beam::internal::PipelineBuilder& state = pipeline.state();
    const beam::internal::NodeId node = state.AddSource(
        beam::internal::urn::kTestStream, "TestStream", pipeline.location(),
        beam::internal::Owned<const beam::internal::SourceFactory>(new internal::TestStreamFactory<T>(events_)));
    return {&state, state.AddOutput(node, beam::internal::ElementTypeOf<T>())};
  }

 private:
  std::vector<internal::StreamEvent<T>> events_;
};

}  // namespace beam::testing
