// Restrictions whose rest is taken over by workers that have nothing left to read, on the direct runner.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "beam/beam.h"
#include "beam/splittable.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"

namespace beam::testing {
namespace {

using Catch::Contains;

// Where the threads of a run meet.
class Meeting {
 public:
  // Returns when `wanted` threads have been here; false if they do not come.
  bool Await(std::size_t wanted) {
    std::unique_lock lock(mutex_);
    threads_.insert(std::this_thread::get_id());
    changed_.notify_all();
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return threads_.size() >= wanted; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::thread::id> threads_;
};

// The numbers below its element, all in one restriction, none of which is finished before so many threads process some.
struct NumbersInCompany {
  std::shared_ptr<Meeting> meeting;
  std::size_t threads = 2;

  OffsetRange InitialRestriction(const std::int64_t& end) const { return {0, end}; }
  Status ProcessElement(OffsetRangeTracker& tracker, const std::int64_t&, Emitter<std::int64_t> out) const {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) {
      if (!meeting->Await(threads)) return Status(StatusCode::kDeadlineExceeded, "no other thread came");
      out(i);
    }
    return Status();
  }
};

std::vector<std::int64_t> Below(std::int64_t end) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(end));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

TEST_CASE("a worker with nothing to do takes over a part of what another one is processing") {
  TestPipeline p;
  p.options().threads = 2;
  const auto numbers = ParDo(Create(p, {std::int64_t{1000}}), NumbersInCompany{std::make_shared<Meeting>(), 2});
  Expect(numbers).ToContainInAnyOrder(Below(1000));
  CHECK(p.Run().ok());
}

TEST_CASE("what was taken over can be taken from again") {
  TestPipeline p;
  p.options().threads = 4;
  const auto numbers = ParDo(Create(p, {std::int64_t{1000}}), NumbersInCompany{std::make_shared<Meeting>(), 4});
  Expect(numbers).ToContainInAnyOrder(Below(1000));
  CHECK(p.Run().ok());
}

struct ManyNumbers {
  OffsetRange InitialRestriction(const std::int64_t& end) const { return {0, end}; }
  void ProcessElement(OffsetRangeTracker& tracker, const std::int64_t& end, const std::int64_t& factor,
                      Emitter<KV<std::int64_t, std::int64_t>> out) const {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(end, i * factor);
  }
};

TEST_CASE("however restrictions are shared, each position is processed once, with side inputs and into groupings") {
  for (int round = 0; round < 20; ++round) {
    TestPipeline p;
    p.options().threads = 4;
    const auto ends = Create(p, std::vector<std::int64_t>{1, 0, 20'000, 3, 5'000, 40'000});
    const auto numbers = ParDo(ends, ManyNumbers(), Create(p, {std::int64_t{2}}));
    Expect(CombinePerKey(numbers, [](std::int64_t a, std::int64_t b) { return a + b; }))
        .ToContainInAnyOrder(
            {{1, 0}, {20'000, 20'000LL * 19'999}, {3, 6}, {5'000, 5'000LL * 4'999}, {40'000, 40'000LL * 39'999}});
    CHECK(p.Run().ok());
  }
}

// A tracker that other threads may not touch.
class OwnTracker {
 public:
  explicit OwnTracker(OffsetRange range) : range_(range) {}
  bool TryClaim(std::int64_t position) {
    done_ = position >= range_.to;
    return !done_;
  }
  OffsetRange CurrentRestriction() const { return range_; }
  bool Done() const { return done_; }
  std::optional<OffsetRange> TrySplit(double) { return std::nullopt; }

 private:
  OffsetRange range_;
  bool done_ = false;
};

struct NumbersAlone {
  OffsetRange InitialRestriction(const std::int64_t& end) const { return {0, end}; }
  OwnTracker NewTracker(const std::int64_t&, const OffsetRange& range) const { return OwnTracker(range); }
  void ProcessElement(OwnTracker& tracker, const std::int64_t&, Emitter<std::int64_t> out) const {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(i);
  }
};

TEST_CASE("restrictions whose tracker is for one thread stay with it") {
  TestPipeline p;
  p.options().threads = 2;
  Expect(ParDo(Create(p, {std::int64_t{100}}), NumbersAlone())).ToContainInAnyOrder(Below(100));
  CHECK(p.Run().ok());
}

// Stands still at its first position until the run is over.
struct StandsStill {
  OffsetRange InitialRestriction(const int& end) const { return {0, end}; }
  void ProcessElement(Context& context, OffsetRangeTracker& tracker, const int&) const {
    if (!tracker.TryClaim(tracker.CurrentRestriction().from)) return;
    while (!context.cancelled()) std::this_thread::yield();
  }
};

TEST_CASE("that others look for a share does not hide that a step stands still") {
  TestPipeline p;
  p.options().threads = 2;
  p.options().stall_timeout = Duration(1000);
  // One position cannot be shared.
  ParDo(Create(p, {1}), Named("Wait", StandsStill()));
  const PipelineResult result = p.TryRun();
  CHECK(result.status().code() == StatusCode::kDeadlineExceeded);
  CHECK_THAT(result.status().ToString(), Contains("Step 'Wait' ("));
}

struct FailsInTheMiddle {
  std::shared_ptr<Meeting> meeting;
  OffsetRange InitialRestriction(const int& end) const { return {0, end}; }
  void ProcessElement(OffsetRangeTracker& tracker, const int&) const {
    const std::int64_t first = tracker.CurrentRestriction().from;
    for (std::int64_t i = first; tracker.TryClaim(i); ++i) {
      meeting->Await(2);
      if (first > 0) throw std::runtime_error("not this part");
    }
  }
};

TEST_CASE("an error in a part that was taken over fails the run with the step and the element") {
  TestPipeline p;
  p.options().threads = 2;
  ParDo(Create(p, {1000}), Named("Read", FailsInTheMiddle{std::make_shared<Meeting>()}));
  const PipelineResult result = p.TryRun();
  CHECK_THAT(result.status().ToString(), Contains("'Read'") && Contains("not this part") && Contains("element = 1000"));
}

}  // namespace
}  // namespace beam::testing
