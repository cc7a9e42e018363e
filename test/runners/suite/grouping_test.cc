// GroupByKey and CoGroupByKey.
#include <ranges>
#include <set>
#include <string>
#include <vector>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

TEST_CASE("GroupByKey gives each key once, with all its values") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 2}, {"a", 3}, {"", 4}, {"a", 1}});
    Expect(GroupByKey(pairs)).ToContainInAnyOrder({{"a", {1, 1, 3}}, {"b", {2}}, {"", {4}}});
  });
}

TEST_CASE("GroupByKey of nothing gives nothing") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(GroupByKey(Create<KV<std::string, int>>(p, {}))).ToBeEmpty();
    Expect(GroupByKey(Create<KV<int, std::string>>(p, {}))).ToBeEmpty();
  });
}

enum class Colour : std::uint8_t { kRed, kBlue = 200 };
struct Place {
  std::string city;
  std::int32_t street = 0;
  bool operator==(const Place&) const = default;
};

template <class K>
void GroupsByKeysOf(const std::vector<K>& keys) {
  OnEveryRunner([&](TestPipeline& p) {
    std::vector<KV<K, int>> pairs;
    std::vector<KV<K, std::vector<int>>> groups;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const int n = static_cast<int>(i);
      pairs.push_back({keys[i], n});
      pairs.push_back({keys[i], -n});
      groups.push_back({keys[i], {n, -n}});
    }
    Expect(GroupByKey(Create(p, pairs))).ToContainInAnyOrder(groups);
  });
}

TEST_CASE("keys of every kind group") {
  GroupsByKeysOf<bool>({true, false});
  GroupsByKeysOf<std::int8_t>({-128, -1, 0, 127});
  GroupsByKeysOf<std::uint64_t>({0, 1, ~std::uint64_t{0}, 0x5bd1e995a7c3f10d});
  GroupsByKeysOf<Colour>({Colour::kRed, Colour::kBlue});
  GroupsByKeysOf<std::string>({"", std::string(1, '\0'), std::string(2, '\0'), "a", std::string(1000, 'a')});
  GroupsByKeysOf<Place>({{"", 0}, {"Ulm", 1}, {"Ulm", 2}, {"Bonn", 1}});
  GroupsByKeysOf<KV<std::int64_t, std::string>>({{1, "a"}, {1, "b"}, {2, "a"}});
  GroupsByKeysOf<std::vector<std::string>>({{}, {""}, {"", ""}, {"a", "b"}, {"ab"}});
}

// A key whose operator== lies: keys are equal when their encodings are, and only then.
struct Liar {
  int value = 0;
  bool operator==(const Liar&) const { return true; }
};

TEST_CASE("a user's operator== is never asked about keys") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Create<KV<Liar, int>>(p, {{{1}, 1}, {{2}, 2}, {{1}, 3}});
    const auto sizes = ParDo(GroupByKey(pairs), [](const Liar& key, Iter<int> values) {
      return KV<int, std::size_t>{key.value, values.ToVector().size()};
    });
    Expect(sizes).ToContainInAnyOrder({{1, 2}, {2, 1}});
  });
}

TEST_CASE("values of every kind group: bools, structs, strings, pairs, vectors") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(GroupByKey(Create<KV<int, bool>>(p, {{1, true}, {1, false}, {2, true}}))).ToSatisfy([](const auto& groups) {
      return groups.size() == 2;
    });
    Expect(GroupByKey(Create<KV<int, Place>>(p, {{1, {"a", 1}}, {1, {"b", 2}}})))
        .ToContainInAnyOrder({{1, {{"a", 1}, {"b", 2}}}});
    Expect(GroupByKey(Create<KV<int, KV<std::string, double>>>(p, {{1, {"a", 1.5}}, {1, {"", 0.0}}})))
        .ToContainInAnyOrder({{1, {{"a", 1.5}, {"", 0.0}}}});
    Expect(GroupByKey(Create<KV<int, std::vector<std::string>>>(p, {{1, {}}, {1, {"a", ""}}})))
        .ToContainInAnyOrder({{1, {{}, {"a", ""}}}});
  });
}

TEST_CASE("a group is iterated as often as one likes, also within itself") {
  OnEveryRunner([](TestPipeline& p) {
    std::vector<KV<std::string, std::int64_t>> pairs;
    for (int i = 0; i < 300; ++i) pairs.push_back({i % 3 == 0 ? "fizz" : "other", i});
    const auto sums = ParDo(GroupByKey(Create(p, pairs)), [](const std::string& key, Iter<std::int64_t> values) {
      std::int64_t sum = 0;
      std::int64_t products = 0;
      for (const std::int64_t a : values) {
        sum += a;
        for (const std::int64_t b : values) products += a * b;
      }
      return KV<std::string, bool>{key, products == sum * sum};
    });
    Expect(sums).ToContainInAnyOrder({{"fizz", true}, {"other", true}});
  });
}

TEST_CASE("string values are read as views without a copy") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Create<KV<int, std::string>>(p, {{1, "a"}, {1, "bc"}, {2, ""}});
    const auto lengths = ParDo(GroupByKey(pairs), [](int key, Iter<std::string_view> values) {
      std::size_t length = 0;
      for (const std::string_view value : values) length += value.size();
      return KV<int, std::size_t>{key, length};
    });
    Expect(lengths).ToContainInAnyOrder({{1, 3}, {2, 0}});
  });
}

TEST_CASE("many keys and a hot key come out whole") {
  OnEveryRunner([](TestPipeline& p) {
    const auto keyed = Map(Create(p, std::views::iota(0, 60'000)), [](int n) {
      return KV<int, int>{n % 2 == 0 ? -1 : n, n};
    });
    const auto sizes = ParDo(GroupByKey(keyed), [](int key, Iter<int> values) {
      int size = 0;
      for (const int n : values) size += key == -1 || n == key ? 1 : 1'000'000;
      return KV<bool, int>{key == -1, size};
    });
    Expect(CombinePerKey(sizes, [](int a, int b) {
      return a + b;
    })).ToContainInAnyOrder({{true, 30'000}, {false, 30'000}});
    Expect(sizes).ToHaveSize(30'001);
  });
}

TEST_CASE("a GroupByKey may follow a GroupByKey") {
  OnEveryRunner([](TestPipeline& p) {
    const auto words = Create(p, {"a", "b", "a", "c", "c", "c", "d"});
    const auto ones = Map(words, [](const std::string& w) { return KV<std::string, int>{w, 1}; });
    const auto by_count = ParDo(GroupByKey(ones), [](const std::string& word, Iter<int> values) {
      int count = 0;
      for (const int n : values) count += n;
      return KV<int, std::string>{count, word};
    });
    Expect(GroupByKey(by_count)).ToContainInAnyOrder({{1, {"b", "d"}}, {2, {"a"}}, {3, {"c"}}});
  });
}

TEST_CASE("groups may be filtered, partitioned, flattened and reshuffled as they are") {
  OnEveryRunner([](TestPipeline& p) {
    const auto groups = GroupByKey(Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 2}, {"a", 3}}));
    const auto is_a = [](const std::string& key, Iter<int>) { return key == "a"; };
    Expect(Filter(groups, is_a)).ToContainInAnyOrder({{"a", {1, 3}}});
    Expect(Partition<2>(groups, [](const std::string& key, Iter<int>) { return key == "a" ? 1 : 0; })[0])
        .ToContainInAnyOrder({{"b", {2}}});
    Expect(Reshuffle(groups)).ToContainInAnyOrder({{"a", {1, 3}}, {"b", {2}}});
    Expect(Flatten(groups, Reshuffle(groups))).ToHaveSize(4);
  });
}

TEST_CASE("many groups keep their values through another exchange") {
  constexpr int kKeys = 2000;
  OnEveryRunner([](TestPipeline& p) {
    std::vector<KV<int, int>> pairs;
    std::vector<KV<int, int>> sums;
    for (int i = 0; i < 2 * kKeys; ++i) pairs.push_back({i % kKeys, i});
    for (int key = 0; key < kKeys; ++key) sums.push_back({key, key + key + kKeys});
    const auto groups = GroupByKey(Create(p, pairs));
    const auto sum = [](int key, Iter<int> values) {
      int total = 0;
      for (const int value : values) total += value;
      return KV<int, int>{key, total};
    };
    Expect(ParDo(Reshuffle(groups), sum)).ToContainInAnyOrder(sums);
    const auto sum_left = [sum](int key, Iter<Iter<int>> left, Iter<Iter<int>>) { return sum(key, *left.begin()); };
    Expect(ParDo(CoGroupByKey(groups, groups), sum_left)).ToContainInAnyOrder(sums);
  });
}

TEST_CASE("one grouped collection has many consumers") {
  OnEveryRunner([](TestPipeline& p) {
    const auto groups = GroupByKey(Create<KV<int, int>>(p, {{1, 1}, {1, 2}, {2, 3}}));
    for (int i = 0; i < 3; ++i) Expect(groups).ToContainInAnyOrder({{1, {1, 2}}, {2, {3}}});
    Expect(ParDo(groups, [](int key, Iter<int>) { return key; })).ToContainInAnyOrder({1, 2});
  });
}

TEST_CASE("CoGroupByKey joins two inputs by key; a key may be missing in either") {
  OnEveryRunner([](TestPipeline& p) {
    const auto emails = Create<KV<std::string, std::string>>(p, {{"amy", "amy@x"}, {"carl", "c@x"}, {"carl", "c@y"}});
    const auto phones = Create<KV<std::string, int>>(p, {{"amy", 111}, {"james", 222}});
    Expect(CoGroupByKey(emails, phones))
        .ToContainInAnyOrder({{"amy", {{"amy@x"}, {111}}}, {"carl", {{"c@x", "c@y"}, {}}}, {"james", {{}, {222}}}});
  });
}

TEST_CASE("CoGroupByKey of three and four inputs, some of them empty") {
  OnEveryRunner([](TestPipeline& p) {
    const auto a = Create<KV<int, int>>(p, {{1, 10}, {2, 20}});
    const auto b = Create<KV<int, std::string>>(p, {});
    const auto c = Create<KV<int, double>>(p, {{1, 0.5}});
    Expect(CoGroupByKey(a, b, c)).ToContainInAnyOrder({{1, {{10}, {}, {0.5}}}, {2, {{20}, {}, {}}}});
    Expect(CoGroupByKey(a, b, c, a)).ToContainInAnyOrder({{1, {{10}, {}, {0.5}, {10}}}, {2, {{20}, {}, {}, {20}}}});
    Expect(CoGroupByKey(b, b)).ToBeEmpty();
  });
}

TEST_CASE("CoGroupByKey unfolds into key and iterables, each iterated twice") {
  OnEveryRunner([](TestPipeline& p) {
    std::vector<KV<std::int64_t, std::int64_t>> left;
    std::vector<KV<std::int64_t, std::string>> right;
    for (std::int64_t i = 0; i < 2000; ++i) {
      left.push_back({i % 50, i});
      if (i % 4 == 0) right.push_back({i % 60, std::to_string(i)});
    }
    const auto joined = ParDo(CoGroupByKey(Create(p, left), Create(p, right)),
                              [](std::int64_t key, Iter<std::int64_t> numbers, Iter<std::string> texts) {
                                std::int64_t pairs = 0;
                                for (const std::string& text : texts) {
                                  pairs += std::stoll(text) % 60 == key ? 0 : 1'000'000;
                                  for (const std::int64_t n : numbers) pairs += n % 50 == key ? 1 : 1'000'000;
                                }
                                return pairs;
                              });
    std::int64_t expected = 0;
    for (const auto& [key, text] : right) expected += key < 50 ? 40 : 0;
    Expect(Combine(joined, [](std::int64_t a, std::int64_t b) { return a + b; })).ToBe(expected);
  });
}

TEST_CASE("grouping collections of two pipelines, or of two windowings, is refused where it is written") {
  Pipeline p;
  Pipeline q;
  const auto a = Create<KV<int, int>>(p, {{1, 1}});
  const auto b = Create<KV<int, int>>(q, {{1, 1}});
  CHECK_THROWS_WITH(CoGroupByKey(a, b), Catch::Contains("two pipelines") && Catch::Contains("grouping_test.cc"));
  const auto tried = Try([&] { return Flatten(a, b); });
  CHECK_FALSE(tried.ok());
  CHECK(tried.status().code() == StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace beam::testing
