// Setup, StartBundle, ProcessElement, FinishBundle, Teardown: each instance of a DoFn goes through them in order.
#include <atomic>
#include <map>
#include <mutex>
#include <ranges>
#include <string>
#include <thread>
#include <vector>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

// What the instances of one DoFn did, over all threads.
struct Diary {
  const bool thread_for_each_bundle = !RunnersUnderTest().front().name.starts_with("direct");
  std::mutex mutex;
  int setups = 0;
  int teardowns = 0;
  int bundles = 0;
  int finished = 0;
  int elements = 0;
  std::vector<std::string> mistakes;

  template <class F>
  void Write(F&& f) {
    const std::lock_guard lock(mutex);
    f(*this);
  }
};

// Checks the order of its own calls, and that one thread makes them: all of them in the direct runner, all of a bundle elsewhere,
// where workers have a thread for each bundle.
class Observed {
 public:
  explicit Observed(Diary* diary) : diary_(diary) {}
  Observed(const Observed& other) : diary_(other.diary_) {}

  void Setup() {
    Require(state_ == State::kNew, "Setup came twice");
    state_ = State::kIdle;
    thread_ = std::this_thread::get_id();
    diary_->Write([](Diary& d) { ++d.setups; });
  }
  void StartBundle() {
    Require(state_ == State::kIdle, "StartBundle came at a wrong time");
    state_ = State::kInBundle;
    if (diary_->thread_for_each_bundle) thread_ = std::this_thread::get_id();
    diary_->Write([](Diary& d) { ++d.bundles; });
  }
  int ProcessElement(int n) {
    Require(state_ == State::kInBundle, "an element came outside of a bundle");
    Require(thread_ == std::this_thread::get_id(), "two threads used one instance");
    ++elements_;
    return n;
  }
  void FinishBundle() {
    Require(state_ == State::kInBundle, "FinishBundle came at a wrong time");
    state_ = State::kIdle;
    diary_->Write([&](Diary& d) {
      ++d.finished;
      d.elements += std::exchange(elements_, 0);
    });
  }
  void Teardown() {
    Require(state_ != State::kNew && state_ != State::kGone, "Teardown came without Setup, or twice");
    state_ = State::kGone;
    diary_->Write([](Diary& d) { ++d.teardowns; });
  }

 private:
  enum class State : std::uint8_t { kNew, kIdle, kInBundle, kGone };
  void Require(bool right, const char* mistake) {
    if (!right) diary_->Write([&](Diary& d) { d.mistakes.push_back(mistake); });
  }
  Diary* diary_;
  State state_ = State::kNew;
  std::thread::id thread_;
  int elements_ = 0;
};

TEST_CASE("every instance is set up, fed in bundles and torn down, in this order and on one thread") {
  Diary diary;
  OnEveryRunner(
      [&](TestPipeline& p) {
        diary.setups = diary.teardowns = diary.bundles = diary.finished = diary.elements = 0;
        const auto numbers = Reshuffle(Create(p, std::views::iota(0, 20'000)));
        Expect(ParDo(numbers, Observed(&diary))).ToHaveSize(20'000);
      },
      [&](const PipelineResult&) {
        CHECK(diary.mistakes.empty());
        CHECK(diary.setups > 0);
        CHECK(diary.setups == diary.teardowns);
        CHECK(diary.bundles == diary.finished);
        CHECK(diary.bundles >= diary.setups);
        CHECK(diary.elements == 20'000);
      });
}

TEST_CASE("a failed run tears down what it had set up") {
  Diary diary;
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        diary.setups = diary.teardowns = 0;
        const auto numbers = Reshuffle(Create(p, std::views::iota(0, 20'000)));
        Map(ParDo(numbers, Observed(&diary)), [](int n) -> int {
          if (n == 15'000) throw std::runtime_error("in the middle");
          return n;
        });
      },
      [&](const Status&) {
        CHECK(diary.mistakes.empty());
        CHECK(diary.setups > 0);
        CHECK(diary.setups == diary.teardowns);
      });
}

struct EmitsAtTheEnds {
  int count = 0;
  void StartBundle(Emitter<std::string> emit) {
    count = 0;
    emit("start");
  }
  void ProcessElement(int, Emitter<std::string>) { ++count; }
  void FinishBundle(Emitter<std::string> emit) {
    for (int i = 0; i < count; ++i) emit("element");
    emit(Timestamp::Millis(5), Window::Global(), "finish");
  }
};

TEST_CASE("StartBundle and FinishBundle emit, and what they emit goes on") {
  OnEveryRunner([](TestPipeline& p) {
    const auto emitted = ParDo(Reshuffle(Create(p, std::views::iota(0, 1000))), EmitsAtTheEnds());
    const auto counted = CombinePerKey(Map(emitted,
                                           [](const std::string& w) {
                                             return KV<std::string, int>{w, 1};
                                           }),
                                       [](int a, int b) { return a + b; });
    Expect(counted).ToSatisfy([](const std::vector<KV<std::string, int>>& counts) {
      std::map<std::string, int> by_word;
      for (const auto& [word, n] : counts) by_word[word] = n;
      return by_word["element"] == 1000 && by_word["start"] == by_word["finish"] && by_word["start"] > 0;
    });
    const auto times = ParDo(Filter(emitted, [](const std::string& w) { return w == "finish"; }),
                             [](EventTime t, const std::string&) { return t.millis(); });
    Expect(times).AllToSatisfy([](std::int64_t t) { return t == 5; });
  });
}

// Sums what it sees in a bundle: the pre-aggregation that people write by hand.
struct SumBundle {
  std::int64_t sum = 0;
  void StartBundle() { sum = 0; }
  void ProcessElement(std::int64_t n, Emitter<std::int64_t>) { sum += n; }
  void FinishBundle(Emitter<std::int64_t> emit) { emit(sum); }
};

TEST_CASE("state that a DoFn keeps within a bundle is its own") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Reshuffle(Create(p, std::views::iota(std::int64_t{0}, std::int64_t{50'000})));
    Expect(Combine(ParDo(numbers, SumBundle()), [](std::int64_t a, std::int64_t b) {
      return a + b;
    })).ToBe(1'249'975'000);
  });
}

TEST_CASE("a context tells a DoFn the full name of its step") {
  OnEveryRunner([](TestPipeline& p) {
    const Scope outer(p, "Outer");
    const auto names =
        ParDo(Create(p, {1}), Named("Who", [](Context& context, int) { return std::string(context.step_name()); }));
    Expect(names).ToBe("Outer/Who");
  });
}

// Long work that looks at the context: a failure elsewhere must reach it, or the run would never end.
TEST_CASE("a DoFn that works until it is cancelled ends when another step fails") {
  TestPipeline p;
  p.options().threads = 2;
  std::atomic<bool> working = false;
  // Two roots, because elements of one might stand behind each other in one bundle.
  ParDo(Create(p, {0}), [&](Context& context, int) {
    working = true;
    while (!context.cancelled()) std::this_thread::yield();
  });
  ParDo(Create(p, {1}), [&](int) {
    while (!working) std::this_thread::yield();
    throw std::runtime_error("enough");
  });
  const PipelineResult result = p.TryRun();
  CHECK(result.state() == PipelineState::kFailed);
  CHECK_THAT(result.status().message(), Catch::Contains("enough"));
}

struct Pays {
  static constexpr bool kRequiresStableInput = true;
  int ProcessElement(int amount) const { return -amount; }
};

TEST_CASE("a DoFn may require that its input is the same when it is tried again") {
  OnEveryRunner([](TestPipeline& p) { Expect(ParDo(Create(p, {1, 2}), Pays{})).ToContainInAnyOrder({-1, -2}); });
}

}  // namespace
}  // namespace beam::testing
