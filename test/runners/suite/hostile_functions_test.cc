// Functions that swallow exceptions, throw where nobody expects it, or hold on to more than they may.
#include <memory>
#include <ranges>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

using Catch::Contains;

std::string FirstLine(const Status& status) {
  const std::string text = status.ToString();
  return text.substr(0, text.find('\n'));
}

// A value whose copies throw for multiples of three.
struct Fragile {
  int number = 0;
  explicit Fragile(int n) : number(n) {}
  Fragile(Fragile&&) = default;
  Fragile& operator=(Fragile&&) = default;
  Fragile(const Fragile& other) : number(other.number) { Check(); }
  Fragile& operator=(const Fragile& other) {
    number = other.number;
    Check();
    return *this;
  }
  void Check() const {
    if (number % 3 == 0) throw std::runtime_error("a fragile copy");
  }
};

struct CopyThrowsAnInt {
  static inline bool armed = false;
  CopyThrowsAnInt() = default;
  CopyThrowsAnInt(const CopyThrowsAnInt&) {
    if (armed) throw 42;
  }
  int ProcessElement(int n) const { return n; }
};

// Counts what arrives before StartBundle; the step before it emits in its own StartBundle.
struct EmitInStartBundle {
  void StartBundle(Emitter<int> emit) {
    for (int i = 0; i < 5000; ++i) emit(i);
  }
  void ProcessElement(int, Emitter<int>) {}
};
struct NeedsStartBundle {
  bool started = false;
  void StartBundle() { started = true; }
  int ProcessElement(int) const { return started ? 0 : 1; }
};

}  // namespace
}  // namespace beam::testing

template <>
struct beam::Coder<beam::testing::Fragile> {
  static void Encode(const beam::testing::Fragile& value, ByteWriter& writer) {
    internal::EncodeNested(value.number, writer);
  }
  static beam::testing::Fragile Decode(ByteReader& reader) {
    return beam::testing::Fragile(internal::DecodeNested<int>(reader));
  }
};
namespace beam::testing {
namespace {

TEST_CASE("a full disk cannot be swallowed by the function that emits, and is the grouping's failure", "[direct]") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        p.options().memory_limit = 1 << 20;
        p.options().spill_dir = "/proc";  // a folder in which nobody can make a file
        const auto pairs = ParDo(Create(p, std::views::iota(0, 1000)), [](int n, Emitter<KV<int, std::string>> emit) {
          try {
            emit(n, std::string(20'000, 'x'));
          } catch (...) {  // NOLINT(bugprone-empty-catch): what a user might do
          }
        });
        Map(GroupByKey(pairs), [](int key, Iter<std::string>) { return key; });
      },
      [](const Status& status) {
        CHECK_THAT(FirstLine(status), Contains("'GroupByKey'") && Contains("hostile_functions_test.cc:") &&
                                          Contains("spilling to disk failed"));
      });
}

TEST_CASE("a value larger than the memory limit cannot be swallowed either", "[direct]") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        p.options().memory_limit = 1 << 20;
        const auto pairs = ParDo(Create(p, {1, 2, 3}), [](int n, Emitter<KV<int, std::string>> emit) {
          try {
            emit(n, std::string(n == 2 ? 2 << 20 : 1, 'x'));
          } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): what a user might do
          }
        });
        Map(GroupByKey(pairs), [](int key, Iter<std::string>) { return key; });
      },
      [](const Status& status) {
        CHECK(status.code() == StatusCode::kResourceExhausted);
        CHECK_THAT(FirstLine(status), Contains("'GroupByKey'") && Contains("larger than --memory_limit"));
      });
}

TEST_CASE("an emit that throws leaves the times of the others alone") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stamped = ParDo(Create(p, {1}), [](int, Emitter<Fragile> emit) {
      for (int i = 1; i <= 8; ++i) {
        const Fragile value(i);
        try {
          emit(Timestamp::Millis(i), value);
        } catch (const std::runtime_error&) {  // NOLINT(bugprone-empty-catch): what a user might do
        }
      }
    });
    const auto numbers = Map(stamped, [](EventTime time, const Fragile& value) {
      return KV<int, std::int64_t>{value.number, time.millis()};
    });
    Expect(numbers).ToContainInAnyOrder({{1, 1}, {2, 2}, {4, 4}, {5, 5}, {7, 7}, {8, 8}});
  });
}

TEST_CASE("a time that an emit failed to set is not inherited by the next value") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stamped =
        ParDo(Create(p, {Timestamped<int>{4, Timestamp::Millis(5)}}), [](int n, Emitter<Fragile> emit) {
          const Fragile bad(3);
          const Fragile good(n);
          try {
            emit(Timestamp::Millis(777), bad);
          } catch (const std::runtime_error&) {  // NOLINT(bugprone-empty-catch): what a user might do
          }
          emit(good);
        });
    Expect(Map(stamped, [](EventTime time, const Fragile&) { return time.millis(); })).ToBe(5);
  });
}

TEST_CASE("a time outside of the time domain fails the step that emits it") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        ParDo(Create(p, {1}), Named("Stamp", [](int n, Emitter<int> emit) { emit(Timestamp::Millis(INT64_MAX), n); }));
      },
      [](const Status& status) {
        CHECK(status.code() == StatusCode::kOutOfRange);
        CHECK_THAT(FirstLine(status), Contains("'Stamp'") && Contains("time domain"));
      });
}

TEST_CASE("a vector of a streamed group's views owns its strings") {
  OnEveryRunner([](TestPipeline& p) {
    p.options().memory_limit = 1 << 20;
    constexpr int kValues = 10'000;
    const auto pairs = Map(Create(p, std::views::iota(0, kValues)), [](int n) {
      return KV<int, std::string>{1, std::to_string(n) + std::string(50, 'x')};
    });
    const auto distinct = ParDo(GroupByKey(pairs), [](int, Iter<std::string_view> values) {
      const auto kept = values.ToVector();
      return std::set<std::string_view>(kept.begin(), kept.end()).size();
    });
    Expect(distinct).ToBe(kValues);
  });
}

TEST_CASE("what a step emits in StartBundle finds the next step started") {
  OnEveryRunner([](TestPipeline& p) {
    const auto early = ParDo(ParDo(Create(p, {1}), EmitInStartBundle()), NeedsStartBundle());
    Expect(Combine(early, [](int a, int b) { return a + b; })).ToBe(0);
  });
}

TEST_CASE("a function whose copy throws fails the run, named") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        CopyThrowsAnInt::armed = false;
        ParDo(Create(p, {1}), Named("Copy", CopyThrowsAnInt()));
        CopyThrowsAnInt::armed = true;
      },
      [](const Status& status) { CHECK_THAT(FirstLine(status), Contains("'Copy'")); });
}

TEST_CASE("an error in a combine function names the element, or the key") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"a", 7}, {"b", 2}});
        CombinePerKey(pairs, Named("Add", [](int a, int b) {
                        if (a == 7 || b == 7) throw std::runtime_error("no sevens");
                        return a + b;
                      }));
      },
      [](const Status& status) { CHECK_THAT(FirstLine(status), Contains("'Add'") && Contains("no sevens")); });
  struct Fail {
    int CreateAccumulator() { return 0; }
    void AddInput(int& sum, int n) { sum += n; }
    void MergeAccumulators(int& sum, int other) { sum += other; }
    int ExtractOutput(int sum) {
      if (sum == 8) throw std::runtime_error("no eights");
      return sum;
    }
  };
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        CombinePerKey(Create<KV<std::string, int>>(p, {{"a", 1}, {"a", 7}, {"b", 2}}), Fail());
      },
      [](const Status& status) {
        CHECK_THAT(FirstLine(status), Contains("no eights") && Contains("element = \"a\""));
      });
}

TEST_CASE("an element that cannot be copied has one reader that may keep it") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        const auto pointers = Map(Create(p, {2, 3}), [](int n) { return std::make_unique<int>(n); });
        Map(pointers, [](const std::unique_ptr<int>& pointer) { return *pointer; });
        Collect(pointers);
      },
      [](const Status& status) { CHECK_THAT(FirstLine(status), Contains("cannot be copied")); });
}

}  // namespace
}  // namespace beam::testing
