// Callbacks of committed bundles on the direct runner: when they are called, and when not.
#include "beam/bundle_finalizer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/splittable.h"
#include "beam/state.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "beam/timer.h"

namespace beam::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// What the callbacks of all bundles said, on all threads.
class Book {
 public:
  void Write(const std::string& line, int bundle = 0) {
    std::lock_guard lock(mutex_);
    lines_[bundle].push_back(line);
  }
  int NewBundle() { return ++bundles_; }
  std::map<int, std::vector<std::string>> lines() {
    std::lock_guard lock(mutex_);
    return lines_;
  }
  std::vector<std::string> sorted() {
    std::vector<std::string> all;
    for (const auto& [bundle, lines] : lines()) all.insert(all.end(), lines.begin(), lines.end());
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  std::mutex mutex_;
  std::map<int, std::vector<std::string>> lines_;
  std::atomic<int> bundles_{0};
};

/// Registers a callback wherever it can.
struct Everywhere {
  Book* book;
  int bundle = 0;
  bool in_bundle = false;

  void StartBundle(BundleFinalizer finalizer) {
    in_bundle = true;
    bundle = book->NewBundle();
    Register(finalizer, "start");
  }
  int ProcessElement(Context&, BundleFinalizer finalizer, EventTime, int n) {
    Register(finalizer, "element");
    return n;
  }
  void FinishBundle(Context&, BundleFinalizer finalizer) {
    Register(finalizer, "finish");
    in_bundle = false;
  }
  void Register(BundleFinalizer finalizer, const char* where) {
    finalizer.AfterBundleCommit(minutes(10), [this, where] { book->Write(in_bundle ? "too early" : where, bundle); });
  }
};

TEST_CASE("callbacks are called after their bundle, before the next one, in the order in which they were registered") {
  Book book;
  TestPipeline p;
  std::vector<int> numbers(1000, 1);
  Expect(ParDo(Reshuffle(Create(p, numbers)), Everywhere{&book})).ToHaveSize(1000);
  p.Run();
  std::size_t elements = 0;
  for (const auto& [bundle, lines] : book.lines()) {
    std::vector<std::string> expected(lines.size(), "element");
    expected.front() = "start";
    expected.back() = "finish";
    CHECK(lines == expected);
    elements += lines.size() - 2;
  }
  CHECK(elements == 1000);
}

struct Acknowledges {
  Book* book;
  std::string ProcessElement(BundleFinalizer finalizer, const std::string& message) {
    finalizer.AfterBundleCommit(minutes(10), [book = book, message] { book->Write(message); });
    return message;
  }
};

struct Fails : Acknowledges {
  std::string ProcessElement(BundleFinalizer finalizer, const std::string& message) {
    Acknowledges::ProcessElement(finalizer, message);
    throw std::runtime_error("cannot be stored");
  }
};

struct FailsAtTheEnd : Acknowledges {
  void FinishBundle() { throw std::runtime_error("cannot be flushed"); }
};

TEMPLATE_TEST_CASE("the callbacks of a bundle that fails are not called", "", Fails, FailsAtTheEnd) {
  Book book;
  TestPipeline p;
  TestType fails;
  fails.book = &book;
  ParDo(Create(p, {std::string("a")}), fails);
  CHECK(p.TryRun().state() == PipelineState::kFailed);
  CHECK(book.lines().empty());
}

TEST_CASE("a callback that fails changes nothing for the others, nor for the run") {
  Book book;
  TestPipeline p;
  const auto kept = ParDo(Create(p, {1, 2, 3}), [&book](BundleFinalizer finalizer, int n) {
    finalizer.AfterBundleCommit(minutes(1), [&book, n] {
      book.Write(std::to_string(n));
      if (n == 1) throw std::runtime_error("connection lost");
      return n == 2 ? Status(StatusCode::kNotFound, "no such message") : Status();
    });
    return n;
  });
  Expect(kept).ToContainInAnyOrder({1, 2, 3});
  p.Run();
  CHECK(book.sorted() == std::vector<std::string>{"1", "2", "3"});
}

TEST_CASE("a callback that expires at once fails the run, which names the step") {
  TestPipeline p;
  ParDo(Create(p, {1}),
        Named("Hurry", [](BundleFinalizer finalizer, int) { finalizer.AfterBundleCommit(seconds(0), [] {}); }));
  const PipelineResult result = p.TryRun();
  CHECK(result.state() == PipelineState::kFailed);
  CHECK_THAT(result.status().ToString(), Catch::Contains("expires at once") && Catch::Contains("Hurry"));
}

TEST_CASE("what comes next in a stream waits for the callbacks") {
  Book book;
  TestPipeline p;
  const auto words = TestStream<std::string>()
                         .Add("first", Timestamp())
                         .AdvanceClock(seconds(10))
                         .Add("second", Timestamp())
                         .AdvanceClock(seconds(10))
                         .Create(p);
  ParDo(words, [&book](Context& context, BundleFinalizer finalizer, const std::string& word) {
    finalizer.AfterBundleCommit(seconds(5), [&book, &context, word] {
      book.Write(word + " at " + std::to_string(context.processing_time().millis() / 1000));
    });
  });
  p.Run();
  CHECK(book.sorted() == std::vector<std::string>{"first at 0", "second at 10"});
}

/// A splittable DoFn that acknowledges each position.
template <bool kEndless>
struct Positions {
  static constexpr bool kUnbounded = kEndless;
  Book* book;
  OffsetRange InitialRestriction(const int& end) const { return {0, end}; }
  std::vector<OffsetRange> SplitRestriction(const int&, const OffsetRange& all) const { return all.Split(2); }
  void ProcessElement(BundleFinalizer finalizer, OffsetRangeTracker& tracker, const int&, Emitter<int> out) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) {
      out(static_cast<int>(i));
      finalizer.AfterBundleCommit(minutes(1), [book = book, i] { book->Write(std::to_string(i)); });
    }
  }
};

TEMPLATE_TEST_CASE_SIG("splittable DoFns have callbacks", "", ((bool kEndless), kEndless), false, true) {
  Book book;
  TestPipeline p;
  Positions<kEndless> positions;
  positions.book = &book;
  Expect(ParDo(Create(p, {5}), positions)).ToContainInAnyOrder({0, 1, 2, 3, 4});
  p.Run();
  CHECK(book.sorted() == std::vector<std::string>{"0", "1", "2", "3", "4"});
}

struct Reminds {
  EventTimer<"late"> late;
  void ProcessElement(BundleFinalizer finalizer, EventTime time, const std::string& key, int) {
    late.Set(time + seconds(1));
    Register(finalizer, "set by " + key);
  }
  void OnTimer(EventTimer<"late">&, Context&, BundleFinalizer finalizer, EventTime, const std::string& key) {
    Register(finalizer, "fired for " + key);
  }
  void OnWindowExpiration(BundleFinalizer finalizer, const std::string& key) {
    Register(finalizer, "ended for " + key);
  }
  void Register(BundleFinalizer finalizer, const std::string& what) {
    finalizer.AfterBundleCommit(minutes(1), [what] { book_of_test->Write(what); });
  }
  static inline Book* book_of_test = nullptr;
};

TEST_CASE("timers and ends of windows have callbacks") {
  Book book;
  Reminds::book_of_test = &book;
  TestPipeline p;
  ParDo(Create<KV<std::string, int>>(p, {{"a", 1}}), Reminds());
  p.Run();
  CHECK(book.sorted() == std::vector<std::string>{"ended for a", "fired for a", "set by a"});
}

}  // namespace
}  // namespace beam::testing
