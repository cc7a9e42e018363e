#include "test/runners/model/sample_pipelines.h"

#include <chrono>
#include <cstdint>
#include <functional>

#include "beam/splittable.h"
#include "beam/state.h"
#include "beam/testing/test_stream.h"
#include "beam/timer.h"
#include "transforms/count.h"
#include "transforms/sum.h"

namespace beam::runners {
namespace {

using namespace std::chrono_literals;
using Pair = KV<std::string, std::int64_t>;

PCollection<Pair> Pairs(Pipeline& p) { return Create(p, {Pair{"a", 1}, Pair{"b", 2}, Pair{"a", 3}}); }

void WordCount(Pipeline& p) {
  const auto words = ParDo(Create(p, {"to be", "or not"}),
                           Named("Split", [](const std::string& line, Emitter<std::string> emit) { emit(line); }));
  ParDo(Count(words),
        Named("Format", [](const std::string& word, std::int64_t count) { return word + std::to_string(count); }));
}

void Sides(Pipeline& p) {
  const auto numbers = Create(p, {1, 2, 3});
  const auto limits = WindowInto(Create(p, {2}), FixedWindows(10ms));
  const auto names = Pairs(p);
  const auto [small, large] =
      ParDo(numbers,
            Named("Divide",
                  [](int n, const std::vector<int>& most, const MapView<std::string, std::int64_t>& by_name,
                     Emitter<int> small, Emitter<std::string> large) {
                    if (most.empty() || n < most[0]) {
                      small(n);
                    } else {
                      large(std::to_string(by_name.size()));
                    }
                  }),
            limits, names);
  Count(small);
  Count(large);
}

struct Tens {
  Window AssignWindow(EventTime time) const { return {time, time + Duration(10)}; }
  std::vector<WindowMerge> MergeWindows(const std::vector<Window>&) const { return {}; }
};
struct Pieces {
  std::int64_t millis = 5;
  Window AssignWindow(EventTime time) const { return {time, time + Duration(millis)}; }
};

void Windows(Pipeline& p) {
  const auto pairs = Pairs(p);
  const Trigger early = AfterAny({AfterCount(2), AfterProcessingTime(1s)});
  GroupByKey(WindowInto(pairs, FixedWindows(1min),
                        {.trigger = AfterWatermark().EarlyFirings(early).LateFirings(Always()),
                         .allowed_lateness = 10min,
                         .accumulation = AccumulationMode::kAccumulating,
                         .timestamps = TimestampCombiner::kLatest}));
  CombinePerKey(WindowInto(pairs, SlidingWindows(1min, 20s)), Named("Sum", std::plus<std::int64_t>()));
  CombinePerKey(WindowInto(pairs, Named("Days", CalendarDays(2))), std::plus<std::int64_t>());
  const auto sessions = GroupByKey(WindowInto(pairs, Sessions(10ms)));
  GroupByKey(ParDo(sessions, [](const std::string& key, Iter<std::int64_t>) { return Pair{key, 1}; }));
  const auto tens = GroupByKey(WindowInto(pairs, Named("Tens", Tens())));
  GroupByKey(ParDo(tens, [](const std::string& key, Iter<std::int64_t>) { return Pair{key, 1}; }));
  WindowInto(WindowInto(pairs, Named("Pieces", Pieces{7})),
             {.closing = ClosingBehavior::kFireAlways, .on_time = OnTimeBehavior::kFireIfNonEmpty});
}

struct Waits {
  ValueState<std::int64_t, "last"> last;
  BagState<std::int64_t, "all"> all;
  EventTimer<"end"> end;
  ProcessingTimer<"soon"> soon;
  void ProcessElement(EventTime time, const std::string&, std::int64_t value, Emitter<std::int64_t>) {
    last.Write(value);
    all.Add(value);
    end.Set(time + Duration(10));
  }
  void OnTimer(EventTimer<"end">&, const std::string&, Emitter<std::int64_t> out) { out(*last.Read()); }
  void OnTimer(ProcessingTimer<"soon">&, const std::string&) {}
  void OnWindowExpiration(Emitter<std::int64_t> out) { out(0); }
};

struct Pays {
  static constexpr bool kRequiresStableInput = true;
  std::int64_t ProcessElement(std::int64_t amount) const { return amount; }
};

void State(Pipeline& p) {
  const auto limits = Create(p, {std::int64_t{7}});
  ParDo(WindowInto(Pairs(p), FixedWindows(1min)), Named("Waits", Waits()));
  ParDo(limits, Named("Pays", Pays()));
  ParDo(limits, Named("Acknowledge", [](BundleFinalizer, std::int64_t n) { return n; }));
}

template <bool kEndless>
struct Below {
  static constexpr bool kUnbounded = kEndless;
  OffsetRange InitialRestriction(const std::int64_t& limit) const { return {0, limit}; }
  void ProcessElement(OffsetRangeTracker& tracker, const std::int64_t&, const std::vector<std::int64_t>&,
                      Emitter<std::int64_t> out, Emitter<std::string>) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(i);
  }
};

void Splittable(Pipeline& p) {
  const auto limits = Create(p, {std::int64_t{3}});
  ParDo(limits, Named("Below", Below<false>()), limits);
  const auto [endless, none] = ParDo(limits, Named("Endless", Below<true>()), limits);
  const auto each = ParDo(endless, Named("ByRest", [](std::int64_t n) {
                            return KV<std::int64_t, std::int64_t>{n % 2, n};
                          }));
  CombinePerKey(WindowInto(each, FixedWindows(1min)), std::plus<std::int64_t>());
}

void Stream(Pipeline& p) {
  const auto clicks = testing::TestStream<Pair>()
                          .Add({"a", 1}, Timestamp::Millis(3))
                          .AdvanceWatermark(Timestamp::Millis(10))
                          .AdvanceClock(Duration(20))
                          .Add({{Pair{"b", 2}, Timestamp::Millis(12)}, {Pair{"a", 3}, Timestamp::Millis(4)}})
                          .Create(p);
  CombinePerKey(WindowInto(clicks, FixedWindows(10ms),
                           {.trigger = Repeatedly(AfterCount(2)), .accumulation = AccumulationMode::kDiscarding}),
                std::plus<std::int64_t>());
}

void Unions(Pipeline& p) {
  std::vector<PCollection<Pair>> parts;
  for (int i = 0; i < 11; ++i) parts.push_back(Pairs(p));
  parts.push_back(parts[3]);
  const auto all = Flatten(parts);
  const auto none = Flatten(std::vector<PCollection<std::string>>(), p);
  ParDo(none, [](const std::string& text) { return text.size(); });
  CoGroupByKey(Reshuffle(all), Pairs(p));
  Combine(ParDo(all, [](const std::string&, std::int64_t n) { return n; }), std::plus<std::int64_t>());
}

// A step may have the name of what others have as their scope, and later steps may come into a scope that was left.
void Scopes(Pipeline& p) {
  const auto numbers = Create(p, {1, 2});
  {
    const Scope outer(p, "Outer");
    const Scope inner(p, "Inner");
    Count(numbers);
  }
  const auto doubled = ParDo(numbers, Named("Twice", [](int n) { return 2 * n; }));
  const auto more = ParDo(doubled, Named("Outer/Late", [](int n) { return n + 1; }));
  ParDo(more, Named("Twice/Again", [](int n) { return 2 * n; }));
}

}  // namespace

const std::vector<SamplePipeline>& SamplePipelines() {
  static const std::vector<SamplePipeline> samples = {
      {"a word count", &WordCount},       {"side inputs and outputs", &Sides},
      {"windows and triggers", &Windows}, {"state and timers", &State},
      {"splittable DoFns", &Splittable},  {"a TestStream", &Stream, false},
      {"Flatten and groupings", &Unions}, {"scopes", &Scopes},
  };
  return samples;
}

}  // namespace beam::runners
