// Callbacks of committed bundles, on every runner.
#include <algorithm>
#include <chrono>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

/// What callbacks of all bundles were called for.
class Acknowledged {
 public:
  void Add(int number, bool in_bundle) {
    std::lock_guard lock(mutex_);
    numbers_.push_back(number);
    early_ += in_bundle ? 1 : 0;
  }
  /// Sorted.
  std::vector<int> TakeNumbers() {
    std::lock_guard lock(mutex_);
    std::sort(numbers_.begin(), numbers_.end());
    return std::exchange(numbers_, {});
  }
  int early() {
    std::lock_guard lock(mutex_);
    return early_;
  }

 private:
  std::mutex mutex_;
  std::vector<int> numbers_;
  int early_ = 0;
};

/// Acknowledges the keys of groups.
struct Acknowledges {
  Acknowledged* acknowledged;
  bool in_bundle = false;

  void StartBundle() { in_bundle = true; }
  int ProcessElement(BundleFinalizer finalizer, int key, Iter<int>) {
    finalizer.AfterBundleCommit(std::chrono::minutes(10), [this, key] { acknowledged->Add(key, in_bundle); });
    return key;
  }
  void FinishBundle() { in_bundle = false; }
};

std::vector<int> Hundred() {
  std::vector<int> numbers(100);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}
PCollection<KV<int, int>> WithItself(const PCollection<int>& numbers) {
  return Map(numbers, [](int n) { return KV<int, int>{n, n}; });
}

TEST_CASE("every element has its callback called once, when its bundle is over") {
  Acknowledged acknowledged;
  OnEveryRunner(
      [&](TestPipeline& p) {
        const auto groups = GroupByKey(WithItself(Create(p, Hundred())));
        Expect(ParDo(groups, Acknowledges{&acknowledged})).ToHaveSize(100);
      },
      [&](const PipelineResult&) {
        CHECK(acknowledged.TakeNumbers() == Hundred());
        CHECK(acknowledged.early() == 0);
      });
}

TEST_CASE("callbacks of a step that shares its stage with those before it are called") {
  Acknowledged acknowledged;
  OnEveryRunner(
      [&](TestPipeline& p) {
        ParDo(Map(Create(p, Hundred()), [](int n) { return n; }), [&acknowledged](BundleFinalizer finalizer, int n) {
          finalizer.AfterBundleCommit(std::chrono::minutes(10), [&acknowledged, n] { acknowledged.Add(n, false); });
        });
      },
      [&](const PipelineResult&) { CHECK(acknowledged.TakeNumbers() == Hundred()); });
}

TEST_CASE("a callback that fails does not fail the run") {
  OnEveryRunner([](TestPipeline& p) {
    const auto kept = ParDo(Create(p, {1, 2, 3}), [](BundleFinalizer finalizer, int n) {
      finalizer.AfterBundleCommit(std::chrono::minutes(10), [] { throw std::runtime_error("connection lost"); });
      return n;
    });
    Expect(kept).ToContainInAnyOrder({1, 2, 3});
  });
}

}  // namespace
}  // namespace beam::testing
