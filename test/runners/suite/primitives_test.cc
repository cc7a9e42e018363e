// Create, Impulse, ParDo in its forms, Flatten, Partition, Reshuffle.
#include <algorithm>
#include <atomic>
#include <map>
#include <ranges>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

TEST_CASE("Impulse gives one empty element at the minimum timestamp in the global window") {
  OnEveryRunner([](TestPipeline& p) {
    const auto seen = ParDo(Impulse(p), [](EventTime t, Window w, const Bytes& bytes) {
      return KV<bool, std::string>{t == Timestamp::Min() && w.is_global(), bytes.data};
    });
    Expect(seen).ToBe({true, ""});
  });
}

TEST_CASE("Create gives values, ranges, views, pairs and nothing") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(Create(p, {"to", "be"})).ToContainInAnyOrder({"to", "be"});
    Expect(Create(p, std::vector<double>{1.5, 1.5})).ToContainInAnyOrder({1.5, 1.5});
    Expect(Create(p, std::set<int>{3, 1, 3})).ToContainInAnyOrder({1, 3});
    Expect(Create(p, std::map<std::string, int>{{"a", 1}})).ToContainInAnyOrder({{"a", 1}});
    Expect(Create<int>(p, {})).ToBeEmpty();
    Expect(Create(p, std::vector<std::string>())).ToBeEmpty();
  });
}

TEST_CASE("a large Create gives every value once") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Create(p, std::views::iota(std::int64_t{0}, std::int64_t{100'000}));
    Expect(numbers).ToSatisfy([](std::vector<std::int64_t> all) {
      std::sort(all.begin(), all.end());
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i] != static_cast<std::int64_t>(i)) return false;
      }
      return all.size() == 100'000;
    });
  });
}

TEST_CASE("timestamped values keep their times through ParDo, Filter, Reshuffle and Flatten") {
  OnEveryRunner([](TestPipeline& p) {
    std::vector<Timestamped<int>> values;
    for (int i = 0; i < 3000; ++i) values.push_back({i, Timestamp::Millis(i * 10)});
    const auto created = Create(p, values);
    const auto kept = Filter(Map(created, [](int n) { return n + 1; }), [](int n) { return n % 2 == 0; });
    const auto all = Flatten(Reshuffle(kept), Reshuffle(created));
    const auto off = ParDo(all, [](EventTime t, int n) { return t.millis() - n * 10; });
    Expect(off).ToHaveSize(4500).AllToSatisfy([](std::int64_t d) { return d == 0 || d == -10; });
  });
}

TEST_CASE("ParDo gives nothing, one or many elements for each, through an emitter or as its value") {
  OnEveryRunner([](TestPipeline& p) {
    const auto words = Create(p, {"a b c", "", "d"});
    const auto split = ParDo(words, [](const std::string& line, Emitter<std::string> emit) {
      for (const char c : line) {
        if (c != ' ') emit(std::string(1, c));
      }
    });
    Expect(split).ToContainInAnyOrder({"a", "b", "c", "d"});
    Expect(ParDo(words, [](const std::string& line) { return line.size(); })).ToContainInAnyOrder({5, 0, 1});
  });
}

TEST_CASE("ParDo has several outputs, the returned value first") {
  OnEveryRunner([](TestPipeline& p) {
    const auto [doubled, odd, large] =
        ParDo<3>(Create(p, {1, 2, 30, 41}), [](int n, Emitter<std::string> odd, Emitter<int> large) {
          if (n % 2 != 0) odd(std::to_string(n));
          if (n > 10) large(n);
          return n * 2;
        });
    Expect(doubled).ToContainInAnyOrder({2, 4, 60, 82});
    Expect(odd).ToContainInAnyOrder({"1", "41"});
    Expect(large).ToContainInAnyOrder({30, 41});
  });
}

TEST_CASE("an emitter may set the time of what it emits, and a DoFn may return it") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Create(p, {1, 2, 3});
    const auto emitted = ParDo(numbers, [](int n, Emitter<int> emit) {
      emit(n);
      emit(Timestamp::Millis(n), n);
    });
    const auto returned = ParDo(numbers, [](int n) { return Timestamped<int>{n, Timestamp::Millis(n)}; });
    const auto time_of = [](EventTime t, int n) {
      return KV<int, bool>{n, t == Timestamp::Min() ? false : t == Timestamp::Millis(n)};
    };
    Expect(ParDo(emitted, time_of))
        .ToContainInAnyOrder({{1, true}, {1, false}, {2, true}, {2, false}, {3, true}, {3, false}});
    Expect(ParDo(returned, time_of)).ToContainInAnyOrder({{1, true}, {2, true}, {3, true}});
  });
}

TEST_CASE("a batched DoFn sees every element once, in runs of one event time") {
  OnEveryRunner([](TestPipeline& p) {
    std::vector<Timestamped<int>> values;
    for (int i = 0; i < 2500; ++i) values.push_back({i, Timestamp::Millis(i / 1000)});
    const auto sums = ParDo(Create(p, values),
                            [](EventTime t, std::span<const int> run, Emitter<KV<std::int64_t, std::int64_t>> emit) {
                              std::int64_t sum = 0;
                              for (const int n : run) sum += n / 1000 == t.millis() ? n : -1'000'000;
                              emit(t.millis(), sum);
                            });
    Expect(CombinePerKey(sums, [](std::int64_t a, std::int64_t b) {
      return a + b;
    })).ToContainInAnyOrder({{0, 499'500}, {1, 1'499'500}, {2, 1'124'750}});
  });
}

TEST_CASE("Map, Filter and FlatMap take functions, methods and lambdas") {
  OnEveryRunner([](TestPipeline& p) {
    const auto words = Create(p, {"to", "be", "or"});
    Expect(Map(words, &std::string::size)).ToContainInAnyOrder({2, 2, 2});
    Expect(Filter(words, [](std::string_view w) { return w < "c"; })).ToContainInAnyOrder({"be"});
    Expect(FlatMap(words, [](const std::string& w) {
      return std::vector<char>(w.begin(), w.end());
    })).ToContainInAnyOrder({'t', 'o', 'b', 'e', 'o', 'r'});
    Expect(FlatMap(words, [](const std::string& w) {
      return std::map<std::string, int>{{w, 1}};
    })).ToContainPerKey({{"to", {1}}, {"be", {1}}, {"or", {1}}});
  });
}

TEST_CASE("KV elements reach a DoFn whole or unfolded") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 2}});
    Expect(ParDo(pairs, [](const KV<std::string, int>& kv) {
      return kv.key + std::to_string(kv.value);
    })).ToContainInAnyOrder({"a1", "b2"});
    Expect(ParDo(pairs, [](std::string_view key, std::int64_t n, Emitter<KV<std::int64_t, std::string>> emit) {
      emit(n, std::string(key));
    })).ToContainInAnyOrder({{1, "a"}, {2, "b"}});
  });
}

TEST_CASE("Flatten of nothing, of one, of several and of the same twice") {
  OnEveryRunner([](TestPipeline& p) {
    const auto a = Create(p, {1, 2});
    const auto b = Create(p, {2, 3});
    Expect(Flatten(std::vector<PCollection<int>>(), p)).ToBeEmpty();
    Expect(Flatten({a})).ToContainInAnyOrder({1, 2});
    Expect(Flatten(a, b)).ToContainInAnyOrder({1, 2, 2, 3});
    Expect(Flatten(a, a)).ToContainInAnyOrder({1, 1, 2, 2});
    Expect(Flatten({Flatten(a, b), Flatten(a, a), b})).ToHaveSize(10);
    Expect(Map(Flatten(std::vector<PCollection<int>>(), p), [](int n) { return n; })).ToBeEmpty();
  });
}

TEST_CASE("a collection flattened with its own descendants counts each element once for each way") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Create(p, {1, 2, 3});
    const auto grouped = CombinePerKey(Map(numbers,
                                           [](int n) {
                                             return KV<int, int>{0, n};
                                           }),
                                       [](int a, int b) { return a + b; });
    const auto sum = Map(grouped, [](int, int n) { return n; });
    const auto all = Flatten({numbers, sum, Map(numbers, [](int n) { return n * 10; })});
    Expect(all).ToContainInAnyOrder({1, 2, 3, 6, 10, 20, 30});
    Expect(Map(all, [](int n) { return n % 10; })).ToContainInAnyOrder({1, 2, 3, 6, 0, 0, 0});
  });
}

TEST_CASE("Partition sends each element to the part its function names") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Create(p, std::views::iota(0, 1000));
    const auto [even, odd] = Partition<2>(numbers, [](int n) { return n % 2; });
    Expect(even).ToHaveSize(500).AllToSatisfy([](int n) { return n % 2 == 0; });
    Expect(odd).ToHaveSize(500).AllToSatisfy([](int n) { return n % 2 == 1; });
    const auto parts = Partition(numbers, 5, [](int n) { return n < 10 ? 4 : 0; });
    Expect(parts[4]).ToHaveSize(10);
    Expect(parts[2]).ToBeEmpty();
    Expect(Flatten(parts)).ToHaveSize(1000);
  });
}

TEST_CASE("a Partition function that names no part fails the run") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        Partition<2>(Create(p, {0, 1, 7}), [](int n) { return n; });
      },
      [](const Status& status) {
        CHECK_THAT(status.ToString(), Catch::Contains("7") && Catch::Contains("Partition"));
      });
}

TEST_CASE("Reshuffle gives the same elements") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(Reshuffle(Create(p, {"a", "a", "b"}))).ToContainInAnyOrder({"a", "a", "b"});
    Expect(Reshuffle(Reshuffle(Create(p, std::views::iota(0, 20'000))))).ToHaveSize(20'000);
    Expect(Reshuffle(Create<std::string>(p, {}))).ToBeEmpty();
  });
}

TEST_CASE("steps with and without consumers all run") {
  std::atomic<int> seen = 0;
  OnEveryRunner(
      [&](TestPipeline& p) {
        seen = 0;
        const auto numbers = Create(p, {1, 2, 3});
        ParDo(numbers, [&](int n) { seen += n; });
        static_cast<void>(Map(numbers, [&](int n) { return seen += n; }));
        Expect(numbers).ToHaveSize(3);
      },
      [&](const PipelineResult&) { CHECK(seen == 12); });
}

TEST_CASE("a pipeline of a hundred steps gives the same as one") {
  OnEveryRunner([](TestPipeline& p) {
    auto numbers = Create(p, {0, 1});
    for (int i = 0; i < 100; ++i) numbers = Map(numbers, [](int n) { return n + 1; });
    Expect(numbers).ToContainInAnyOrder({100, 101});
  });
}

TEST_CASE("an empty pipeline ends DONE") {
  OnEveryRunner([](TestPipeline&) {}, [](const PipelineResult& result) { CHECK(result.ok()); });
}

}  // namespace
}  // namespace beam::testing
