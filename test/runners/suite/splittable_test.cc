// Splittable DoFns over inputs that have an end, on every runner.
#include "beam/splittable.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "beam/byte_key_range.h"
#include "beam/window_into.h"
#include "beam/with_timestamps.h"
#include "test/runners/suite/on_every_runner.h"
#include "transforms/count.h"
#include "transforms/sum.h"

namespace beam::testing {
namespace {

/// Emits the numbers below the element, in parts of ten.
struct NumbersBelow {
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  std::vector<OffsetRange> SplitRestriction(const int&, const OffsetRange& all) const { return all.Split(10); }
  double RestrictionSize(const int&, const OffsetRange& part) const { return static_cast<double>(part.to - part.from); }
  void ProcessElement(OffsetRangeTracker& tracker, const int&, Emitter<int> out) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(static_cast<int>(i));
  }
};

TEST_CASE("every part of every element is processed once") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(ParDo(Create(p, {0, 3, 12}), NumbersBelow()))
        .ToContainInAnyOrder({0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  });
}

TEST_CASE("many restrictions with many outputs are all read") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = ParDo(Create(p, std::vector<int>(20, 2000)), NumbersBelow());
    Expect(CountAll(numbers)).ToContainInAnyOrder({std::int64_t{40000}});
  });
}

/// Reads the rows of a table that is sorted by its keys.
struct ReadRows {
  static const std::map<std::string, int>& Table() {
    static const std::map<std::string, int> table{{"", 0}, {"apple", 1}, {"pear", 2}, {"plum", 3}, {"\xff\xff", 4}};
    return table;
  }
  ByteKeyRange InitialRestriction(const std::string& first) const { return {{first}, std::nullopt}; }
  std::vector<ByteKeyRange> SplitRestriction(const std::string&, const ByteKeyRange& all) const { return all.Split(3); }
  void ProcessElement(ByteKeyRangeTracker& tracker, const std::string&, Emitter<int> out) {
    for (auto row = Table().lower_bound(tracker.CurrentRestriction().from.data); row != Table().end(); ++row) {
      if (!tracker.TryClaim(row->first)) return;
      out(row->second);
    }
    tracker.ClaimRest();
  }
};

TEST_CASE("ranges of keys are read in parts") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(ParDo(Create(p, {std::string(), std::string("b")}), ReadRows()))
        .ToContainInAnyOrder({0, 1, 2, 3, 4, 2, 3, 4});
  });
}

struct LettersOfPair {
  OffsetRange InitialRestriction(const KV<std::string, std::string>& pair) const {
    return {0, static_cast<std::int64_t>(pair.value.size())};
  }
  void ProcessElement(Context& context, EventTime time, Window window, OffsetRangeTracker& tracker,
                      const std::string& key, const std::string& text, const std::string& between,
                      Emitter<std::string> out, Emitter<int> counts) {
    int count = 0;
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i, ++count) {
      out(key + between + text[static_cast<std::size_t>(i)]);
    }
    if (time == window.max_timestamp() || context.step_name().empty()) return;
    counts(count);
  }
};

TEST_CASE("key, value, side input, time, window and several outputs are there as in any DoFn") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Create<KV<std::string, std::string>>(p, {{"a", "xy"}, {"b", "z"}, {"c", ""}});
    const auto [letters, counts] = ParDo<2>(pairs, LettersOfPair(), Create(p, {std::string("-")}));
    // Behind a shuffle, for Flink's sake (state_test.cc has the same).
    Expect(Reshuffle(letters)).ToContainInAnyOrder({"a-x", "a-y", "b-z"});
    // A restriction may be processed in parts.
    Expect(Combine(Reshuffle(counts), [](int a, int b) { return a + b; })).ToBe(3);
  });
}

/// A restriction and a tracker of one's own: names that are still to be read.
struct Names {
  std::vector<std::string> names;
};
class NamesTracker {
 public:
  explicit NamesTracker(Names left) : left_(std::move(left)) {}
  std::optional<std::string> TryClaim() {
    if (left_.names.empty()) return std::nullopt;
    std::string name = left_.names.back();
    left_.names.pop_back();
    return name;
  }
  Names CurrentRestriction() const { return left_; }
  bool Done() const { return left_.names.empty(); }
  std::optional<Names> TrySplit(double) {
    if (Done()) return std::nullopt;
    Names rest = std::move(left_);
    left_ = Names();
    return rest;
  }

 private:
  Names left_;
};
struct ReadNames {
  static constexpr bool kUnbounded = false;
  Names InitialRestriction(const std::string& first) const { return {{"c", "b", first}}; }
  ProcessContinuation ProcessElement(NamesTracker& tracker, const std::string&, Emitter<std::string> out) {
    if (const auto name = tracker.TryClaim()) out(*name);
    return tracker.Done() ? ProcessContinuation::Stop() : ProcessContinuation::Resume();
  }
};

TEST_CASE("a restriction and a tracker of one's own, resumed until nothing is left") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(ParDo(Create(p, {std::string("a")}), ReadNames())).ToContainInAnyOrder({"a", "b", "c"});
  });
}

struct LeavesEarly {
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  void ProcessElement(OffsetRangeTracker& tracker, const int&, Emitter<int> out) {
    if (tracker.TryClaim(tracker.CurrentRestriction().from)) out(0);
  }
};
struct CannotSay {
  OffsetRange InitialRestriction(const int&) const { throw std::runtime_error("no such file"); }
  void ProcessElement(OffsetRangeTracker&, const int&, Emitter<int>) {}
};
struct Refuses {
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  Status ProcessElement(OffsetRangeTracker&, const int&, Emitter<int>) { return {StatusCode::kNotFound, "gone"}; }
};

template <class DoFn>
void CheckFailure(const std::vector<std::string>& words) {
  FailsOnEveryRunner([](TestPipeline& p) { ParDo(Create(p, {7}), DoFn()); },
                     [&](const Status& status) {
                       for (const std::string& word : words)
                         CHECK_THAT(status.ToString(), Catch::Matchers::Contains(word));
                     });
}

TEST_CASE("errors name the step, the element and what went wrong") {
  CheckFailure<LeavesEarly>(
      {"returned before its restriction was done", "ParDo(LeavesEarly)", ", to: 7}", "splittable_test.cc"});
  CheckFailure<CannotSay>({"no such file", "ParDo(CannotSay)", "7"});
  CheckFailure<Refuses>({"gone", "ParDo(Refuses)", "7"});
}

/// What cannot leave the process that made it.
struct KeepsOwn {
  std::shared_ptr<int> step;
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  void ProcessElement(OffsetRangeTracker& tracker, const int&, Emitter<int> out) {
    const std::int64_t from = tracker.CurrentRestriction().from;
    for (std::int64_t i = (from + *step - 1) / *step * *step; tracker.TryClaim(i); i += *step) out(1);
  }
};

TEST_CASE("a splittable DoFn with captured data runs where it was made") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(CountAll(ParDo(Create(p, {25000}), KeepsOwn{std::make_shared<int>(5)})))
        .ToContainInAnyOrder({std::int64_t{5000}});
  });
}

TEST_CASE("elements that mean nothing to do, and no elements, have no outputs") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(ParDo(Create(p, {0, 0}), NumbersBelow())).ToBeEmpty();
    Expect(ParDo(Create<int>(p, {}), NumbersBelow())).ToBeEmpty();
  });
}

TEST_CASE("what a splittable DoFn makes is grouped, and goes into another one") {
  OnEveryRunner([](TestPipeline& p) {
    const auto below = ParDo(ParDo(Create(p, {4}), NumbersBelow()), NumbersBelow());
    Expect(Count(below)).ToContainInAnyOrder({KV<int, std::int64_t>{0, 3}, {1, 2}, {2, 1}});
  });
}

/// Emits in the window and at the time of the element.
struct TimesBelow {
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  std::vector<OffsetRange> SplitRestriction(const int&, const OffsetRange& all) const { return all.Split(1); }
  void ProcessElement(EventTime time, OffsetRangeTracker& tracker, const int&, Emitter<std::int64_t> out) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(time.millis() + i);
  }
};

TEST_CASE("outputs have the time and the windows of their element", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto limits =
        Create(p, {Timestamped<int>{1, Timestamp::Millis(500)}, Timestamped<int>{2, Timestamp::Millis(1500)}});
    const auto windowed = WindowInto(limits, FixedWindows(std::chrono::seconds(1)));
    Expect(Sum(ParDo(windowed, TimesBelow()))).ToContainInAnyOrder({std::int64_t{500}, std::int64_t{3001}});
    const auto sliding = WindowInto(limits, SlidingWindows(std::chrono::seconds(2), std::chrono::seconds(1)));
    Expect(CountAll(ParDo(sliding, TimesBelow())))
        .ToContainInAnyOrder({std::int64_t{1}, std::int64_t{3}, std::int64_t{2}});
  });
}

/// Asks for a pause after each number, and ends nevertheless.
struct Pausing {
  static constexpr bool kUnbounded = false;
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  ProcessContinuation ProcessElement(OffsetRangeTracker& tracker, const int&, Emitter<int> out) {
    const std::int64_t at = tracker.CurrentRestriction().from;
    if (!tracker.TryClaim(at)) return ProcessContinuation::Stop();
    out(static_cast<int>(at));
    return ProcessContinuation::Resume(std::chrono::milliseconds(1));
  }
};

TEST_CASE("a splittable DoFn that asks for pauses is called until nothing is left") {
  OnEveryRunner([](TestPipeline& p) { Expect(ParDo(Create(p, {5}), Pausing())).ToContainInAnyOrder({0, 1, 2, 3, 4}); });
}

/// Two numbers at a time, a millisecond apart, from a source that could go on for ever and does not.
struct TwoAtATime {
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  ProcessContinuation ProcessElement(OffsetRangeTracker& tracker, ManualWatermark& watermark, const int&,
                                     Emitter<std::int64_t> out) {
    const std::int64_t from = tracker.CurrentRestriction().from;
    for (std::int64_t i = from; i < from + 2; ++i) {
      if (!tracker.TryClaim(i)) return ProcessContinuation::Stop();
      out(Timestamp::Millis(i), i);
    }
    watermark.Set(Timestamp::Millis(from + 2));
    return ProcessContinuation::Resume();
  }
};

TEST_CASE("a source without end that ends is read to its end, and its windows close", "[windows][streaming]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto start = WithTimestamps(Create(p, {25}), [](int) { return Timestamp::Millis(0); });
    const auto tens = WindowInto(ParDo(start, TwoAtATime()), FixedWindows(Duration(10)));
    const auto sums = CombinePerKey(Map(tens,
                                        [](std::int64_t n) {
                                          return KV<std::string, std::int64_t>{n % 2 == 0 ? "even" : "odd", n};
                                        }),
                                    [](std::int64_t a, std::int64_t b) { return a + b; });
    Expect(sums)
        .InWindow({Timestamp::Millis(0), Timestamp::Millis(10)})
        .ToContainInAnyOrder({{"even", 20}, {"odd", 25}});
    Expect(sums)
        .InWindow({Timestamp::Millis(20), Timestamp::Millis(30)})
        .ToContainInAnyOrder({{"even", 66}, {"odd", 44}});
    Expect(sums).ToHaveSize(6);
  });
}

}  // namespace
}  // namespace beam::testing
