// Splittable DoFns over inputs that have an end.
#include "beam/splittable.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"
#include "transforms/count.h"

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
  TestPipeline p;
  Expect(ParDo(Create(p, {0, 3, 12}), NumbersBelow()))
      .ToContainInAnyOrder({0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  p.Run();
}

TEST_CASE("many restrictions with many outputs are all read") {
  TestPipeline p;
  const auto numbers = ParDo(Create(p, std::vector<int>(20, 2000)), NumbersBelow());
  Expect(CountAll(numbers)).ToContainInAnyOrder({std::int64_t{40000}});
  p.Run();
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
  TestPipeline p;
  const auto pairs = Create<KV<std::string, std::string>>(p, {{"a", "xy"}, {"b", "z"}, {"c", ""}});
  const auto [letters, counts] = ParDo<2>(pairs, LettersOfPair(), Create(p, {std::string("-")}));
  Expect(letters).ToContainInAnyOrder({"a-x", "a-y", "b-z"});
  Expect(counts).ToContainInAnyOrder({2, 1, 0});
  p.Run();
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
  TestPipeline p;
  Expect(ParDo(Create(p, {std::string("a")}), ReadNames())).ToContainInAnyOrder({"a", "b", "c"});
  p.Run();
}

struct LeavesEarly {
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  void ProcessElement(OffsetRangeTracker& tracker, const int&, Emitter<int> out) {
    if (tracker.TryClaim(0)) out(0);
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

std::string FailureOf(const auto& fn) {
  Pipeline p;
  ParDo(Create(p, {7}), fn);
  const PipelineResult result = p.Run();
  CHECK(result.state() == PipelineState::kFailed);
  return result.status().message();
}

TEST_CASE("errors name the step, the element and what went wrong") {
  using Catch::Matchers::Contains;
  CHECK_THAT(FailureOf(LeavesEarly()), Contains("returned before its restriction was done") &&
                                           Contains("LeavesEarly") && Contains("{from: 0, to: 7}"));
  CHECK_THAT(FailureOf(CannotSay()), Contains("no such file") && Contains("7"));
  CHECK_THAT(FailureOf(Refuses()), Contains("gone") && Contains("Refuses"));
}

/// Claims everything, and sees itself cut short where a run goes on.
struct CountsCalls {
  std::shared_ptr<int> calls;
  OffsetRange InitialRestriction(const int& limit) const { return {0, limit}; }
  void ProcessElement(OffsetRangeTracker& tracker, const int&, Emitter<int> out) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(1);
  }
};

TEST_CASE("a DoFn with captured data runs where it was made") {
  TestPipeline p;
  Expect(CountAll(ParDo(Create(p, {25000}), CountsCalls{std::make_shared<int>(0)})))
      .ToContainInAnyOrder({std::int64_t{25000}});
  p.Run();
}

}  // namespace
}  // namespace beam::testing
