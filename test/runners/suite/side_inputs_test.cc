// Side inputs in every form.
#include <algorithm>
#include <ranges>
#include <string>
#include <vector>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

TEST_CASE("a side input is taken as its only value") {
  OnEveryRunner([](TestPipeline& p) {
    const auto limit = Create(p, {3});
    Expect(Filter(
               Create(p, {1, 2, 3, 4, 5}), [](int n, int limit) { return n > limit; }, limit))
        .ToContainInAnyOrder({4, 5});
    const auto prefix = Create(p, {"> "});
    Expect(Map(
               Create(p, {"a"}), [](const std::string& w, const std::string& prefix) { return prefix + w; }, prefix))
        .ToBe("> a");
  });
}

TEST_CASE("a side input is taken as a list") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stop = Create(p, {"the", "a"});
    const auto kept = Filter(
        Create(p, {"the", "cat", "a", "dog"}),
        [](const std::string& w, const std::vector<std::string>& stop) {
          return std::find(stop.begin(), stop.end(), w) == stop.end();
        },
        stop);
    Expect(kept).ToContainInAnyOrder({"cat", "dog"});
  });
}

TEST_CASE("a side input is taken as an iterable, which is iterable again") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Create(p, std::views::iota(0, 1000));
    const auto sums = Map(
        Create(p, {1, 2}),
        [](int n, Iter<int> others) {
          int sum = 0;
          for (int round = 0; round < n; ++round) {
            for (const int other : others) sum += other;
          }
          return sum;
        },
        numbers);
    Expect(sums).ToContainInAnyOrder({499'500, 999'000});
  });
}

TEST_CASE("a side input is taken as a map") {
  OnEveryRunner([](TestPipeline& p) {
    const auto prices = Create<KV<std::string, double>>(p, {{"pear", 1.5}, {"plum", 0.25}});
    const auto priced = Map(
        Create(p, {"plum", "fig"}),
        [](const std::string& fruit, MapView<std::string, double> prices) {
          const double* price = prices.Find(fruit);
          return KV<std::string, double>{fruit, price != nullptr ? *price : -1};
        },
        prices);
    Expect(priced).ToContainInAnyOrder({{"plum", 0.25}, {"fig", -1.0}});
    Expect(Map(
               Create(p, {0}), [](int, MapView<std::string, double> prices) { return prices.size(); }, prices))
        .ToBe(2);
  });
}

TEST_CASE("a side input is taken as a multimap") {
  OnEveryRunner([](TestPipeline& p) {
    const auto tags = Create<KV<int, std::string>>(p, {{1, "a"}, {2, "b"}, {1, "c"}});
    const auto counted = Map(
        Create(p, {1, 2, 3}),
        [](int n, MultiMapView<int, std::string> tags) {
          return KV<int, std::size_t>{n, tags.Find(n).ToVector().size()};
        },
        tags);
    Expect(counted).ToContainInAnyOrder({{1, 2}, {2, 1}, {3, 0}});
  });
}

TEST_CASE("a side input is looked up by keys of a type that only the program knows") {
  struct Place {
    std::string street;
    int number = 0;
  };
  struct Person {
    std::string name;
    std::vector<int> ages;
  };
  OnEveryRunner([](TestPipeline& p) {
    const auto people = Create<KV<Place, Person>>(
        p, {{{"Elm", 1}, {"Ann", {41}}}, {{"Oak", 1}, {"Bo", {}}}, {{"Elm", 1}, {"Cy", {7, 9}}}});
    const auto found = Map(
        Create(p, {"Elm", "Oak", "Ash"}),
        [](const std::string& street, MultiMapView<Place, Person> people) {
          std::vector<std::string> names;
          for (const Person& person : people.Find({street, 1})) {
            names.push_back(person.name + std::to_string(person.ages.size()));
          }
          std::sort(names.begin(), names.end());
          std::string text = street;
          for (const std::string& name : names) text += " " + name;
          return people.Find({street, 2}).empty() ? text + " of " + std::to_string(people.size()) : "";
        },
        people);
    Expect(found).ToContainInAnyOrder({"Elm Ann1 Cy2 of 2", "Oak Bo0 of 2", "Ash of 2"});
  });
}

TEST_CASE("bools are side inputs in every form") {
  OnEveryRunner([](TestPipeline& p) {
    const auto bools = Create(p, {true, false, true});
    const auto one = Create(p, {true});
    const auto keyed = Create<KV<int, bool>>(p, {{1, true}, {2, false}});
    const auto main = Create(p, {1});
    const auto count = [](const auto& all) {
      int trues = 0;
      for (const bool b : all) trues += b ? 1 : 0;
      return trues;
    };
    Expect(Map(
               main, [](int, bool b) { return b; }, one))
        .ToBe(true);
    Expect(Map(
               main, [count](int, const std::vector<bool>& all) { return count(all); }, bools))
        .ToBe(2);
    Expect(Map(
               main, [count](int, Iter<bool> all) { return count(all); }, bools))
        .ToBe(2);
    Expect(Map(
               main, [](int n, MapView<int, bool> all) { return *all.Find(n); }, keyed))
        .ToBe(true);
    Expect(Map(
               main, [count](int n, MultiMapView<int, bool> all) { return count(all.Find(n)); }, keyed))
        .ToBe(1);
  });
}

TEST_CASE("empty side inputs are empty lists, iterables and maps") {
  OnEveryRunner([](TestPipeline& p) {
    const auto none = Create<KV<int, int>>(p, {});
    const auto main = Create(p, {1});
    Expect(Map(
               main, [](int, const std::vector<KV<int, int>>& all) { return all.size(); }, none))
        .ToBe(0);
    Expect(Map(
               main, [](int, Iter<KV<int, int>> all) { return all.empty(); }, none))
        .ToBe(true);
    Expect(Map(
               main, [](int n, MapView<int, int> all) { return all.Contains(n); }, none))
        .ToBe(false);
    Expect(Map(
               main, [](int n, MultiMapView<int, int> all) { return all.Find(n).empty(); }, none))
        .ToBe(true);
  });
}

TEST_CASE("a side input of an empty main input is never asked for") {
  OnEveryRunner([](TestPipeline& p) {
    const auto none = Create<int>(p, {});
    Expect(Map(
               none, [](int n, int side) { return n + side; }, none))
        .ToBeEmpty();
  });
}

TEST_CASE("a singleton side input of none or several elements fails, naming the step") {
  for (const std::vector<int>& side : {std::vector<int>{}, std::vector<int>{1, 2}}) {
    FailsOnEveryRunner(
        [&](TestPipeline& p) {
          Map(Create(p, {1}), Named("Add", [](int n, int s) { return n + s; }), Create(p, side));
        },
        [&](const Status& status) {
          CHECK_THAT(status.message(), Catch::Contains("'Add'") && Catch::Contains("exactly one element") &&
                                           Catch::Contains("elements = " + std::to_string(side.size())));
        });
  }
}

TEST_CASE("a map side input with two values for one key fails and names MultiMapView") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        const auto twice = Create<KV<int, int>>(p, {{1, 1}, {1, 2}});
        Map(
            Create(p, {1}), [](int n, MapView<int, int> map) { return map.Contains(n); }, twice);
      },
      [](const Status& status) { CHECK_THAT(status.message(), Catch::Contains("beam::MultiMapView")); });
}

TEST_CASE("several side inputs in one step, each in its form") {
  OnEveryRunner([](TestPipeline& p) {
    const auto a = Create(p, {1});
    const auto b = Create(p, {10, 20});
    const auto c = Create<KV<int, int>>(p, {{5, 100}});
    const auto d = Create(p, {"!"});
    const auto main = Create(p, {5});
    Expect(ParDo(
               main,
               [](int n, int a, const std::vector<int>& b, MapView<int, int> c, const std::string& d) {
                 return std::to_string(n + a + b[0] + b[1] + *c.Find(n)) + d;
               },
               a, b, c, d))
        .ToBe("136!");
    Expect(ParDo(
               main,
               [](int n, int a, Iter<int> b, MultiMapView<int, int> c, const std::string& d, int e) {
                 return n + a + static_cast<int>(b.ToVector().size() + c.size() + d.size()) + e;
               },
               SideInputs(a, b, c, d, a)))
        .ToBe(11);
  });
}

TEST_CASE("one collection is the side input of many steps, in different forms") {
  OnEveryRunner([](TestPipeline& p) {
    const auto side = Create<KV<int, int>>(p, {{1, 10}, {2, 20}});
    const auto main = Create(p, {1, 2});
    Expect(Map(
               main, [](int n, MapView<int, int> map) { return *map.Find(n); }, side))
        .ToContainInAnyOrder({10, 20});
    Expect(Map(
               main, [](int n, MultiMapView<int, int> map) { return *map.Find(n).begin(); }, side))
        .ToContainInAnyOrder({10, 20});
    Expect(Map(
               main, [](int, const std::vector<KV<int, int>>& list) { return list.size(); }, side))
        .ToContainInAnyOrder({2, 2});
    Expect(Map(
               side,
               [](int k, int v, Iter<KV<int, int>> all) { return k + v + static_cast<int>(all.ToVector().size()); },
               side))
        .ToContainInAnyOrder({13, 24});
  });
}

TEST_CASE("Partition takes side inputs, for a number of partitions that is known early or late") {
  OnEveryRunner([](TestPipeline& p) {
    const auto words = Create(p, {"pear", "leek", "fig", "salt"});
    const auto shelves = Create<KV<std::string, int>>(p, {{"pear", 1}, {"fig", 1}, {"leek", 2}});
    const auto other = Create(p, {0});
    const auto shelf_of = [](const std::string& word, MapView<std::string, int> shelves, int other) {
      const int* const shelf = shelves.Find(word);
      return shelf != nullptr ? *shelf : other;
    };
    const auto [rest, fruit, greens] = Partition<3>(words, shelf_of, shelves, other);
    Expect(rest).ToContainInAnyOrder({"salt"});
    Expect(fruit).ToContainInAnyOrder({"pear", "fig"});
    Expect(greens).ToContainInAnyOrder({"leek"});
    Expect(Partition(words, 4, shelf_of, shelves, other)[2]).ToContainInAnyOrder({"leek"});
    Expect(Partition(words, 4, shelf_of, shelves, other)[3]).ToBeEmpty();
  });
}

TEST_CASE("a side input may be computed from the main input itself") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Create(p, {1.0, 2.0, 6.0});
    const auto total = Combine(numbers, [](double a, double b) { return a + b; });
    const auto shares = Map(
        numbers, [](double n, double total) { return n / total; }, total);
    Expect(shares).ToBeNear({1.0 / 9, 2.0 / 9, 6.0 / 9}, 1e-12);
    const auto above = Filter(
        numbers, [](double n, const std::vector<double>& shares) { return n > shares.size(); }, shares);
    Expect(above).ToContainInAnyOrder({6.0});
  });
}

TEST_CASE("side inputs that depend on side inputs, through groups and joins") {
  OnEveryRunner([](TestPipeline& p) {
    const auto words = Create(p, {"a", "bb", "cc", "ddd"});
    const auto by_length = Map(words, [](const std::string& w) { return KV<std::size_t, std::string>{w.size(), w}; });
    const auto sizes = ParDo(GroupByKey(by_length), [](std::size_t length, Iter<std::string> group) {
      return KV<std::size_t, std::size_t>{length, group.ToVector().size()};
    });
    const auto largest = Combine(Map(sizes, [](std::size_t, std::size_t n) { return n; }),
                                 [](std::size_t a, std::size_t b) { return std::max(a, b); });
    const auto common = Filter(
        words,
        [](const std::string& w, MapView<std::size_t, std::size_t> sizes, std::size_t largest) {
          return *sizes.Find(w.size()) == largest;
        },
        sizes, largest);
    Expect(common).ToContainInAnyOrder({"bb", "cc"});
  });
}

TEST_CASE("a side input is read with the event times of its elements by those who ask", "[direct]") {
  OnEveryRunner([](TestPipeline& p) {
    const std::vector<Timestamped<std::string>> events{{"a", Timestamp::Millis(3)}, {"bc", Timestamp::Millis(40)}};
    const auto sums = ParDo(
        Create(p, {1000}),
        [](int n, Iter<Timestamped<std::string>> all) {
          std::int64_t sum = n;
          for (const auto& [text, time] : all) sum += time.millis() * static_cast<std::int64_t>(text.size());
          return sum;
        },
        Create(p, events));
    Expect(sums).ToBe(1083);
  });
}

TEST_CASE("a large side input is the same for every worker") {
  OnEveryRunner([](TestPipeline& p) {
    const auto table = Map(Create(p, std::views::iota(0, 30'000)), [](int n) {
      return KV<int, std::string>{n, std::to_string(n)};
    });
    const auto found = Filter(
        Create(p, std::views::iota(0, 60'000)),
        [](int n, MapView<int, std::string> table) {
          const std::string* text = table.Find(n);
          return (text != nullptr) == (n < 30'000) && (text == nullptr || *text == std::to_string(n));
        },
        table);
    Expect(found).ToHaveSize(60'000);
  });
}

}  // namespace
}  // namespace beam::testing
