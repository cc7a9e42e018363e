// Elements of every kind that C++ has: only movable, without a default, huge, plain, and with coders of their own.
#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

TEST_CASE("move-only elements flow through fused steps") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pointers = Map(Create(p, std::views::iota(0, 3000)), [](int n) { return std::make_unique<int>(n); });
    const auto kept = Filter(pointers, [](const std::unique_ptr<int>& n) { return *n % 2 == 0; });
    Expect(kept).ToHaveSize(1500).AllToSatisfy([](const std::unique_ptr<int>& n) { return *n % 2 == 0; });
  });
}

TEST_CASE("move-only elements are emitted, partitioned and flattened", "[direct]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pointers = ParDo(Create(p, {1, 2, 3}), [](int n, Emitter<std::unique_ptr<int>> emit) {
      for (int i = 0; i < n; ++i) emit(std::make_unique<int>(i));
    });
    const auto parts = Partition<2>(pointers, [](const std::unique_ptr<int>& n) { return *n == 0 ? 0 : 1; });
    Expect(Map(parts[0], [](const std::unique_ptr<int>& n) { return *n; })).ToContainInAnyOrder({0, 0, 0});
    Expect(Map(Flatten({parts[1]}), [](const std::unique_ptr<int>& n) { return *n; })).ToContainInAnyOrder({1, 1, 2});
  });
}

class Account {
 public:
  Account(std::string owner, std::int64_t cents) : owner_(std::move(owner)), cents_(cents) {}
  const std::string& owner() const { return owner_; }
  std::int64_t cents() const { return cents_; }
  bool operator==(const Account&) const = default;

 private:
  std::string owner_;
  std::int64_t cents_;
};
// No assignment either: slots of batches are made anew each time.
struct Fixed {
  const int number;
  const std::string text;
};

}  // namespace
}  // namespace beam::testing

template <>
struct beam::Coder<beam::testing::Account> {
  static constexpr bool kDeterministic = true;
  static std::string Encode(const testing::Account& a) { return std::to_string(a.cents()) + " " + a.owner(); }
  static testing::Account Decode(std::string_view bytes) {
    const std::size_t space = bytes.find(' ');
    return {std::string(bytes.substr(space + 1)), std::stoll(std::string(bytes.substr(0, space)))};
  }
};
template <>
struct beam::Coder<beam::testing::Fixed> {
  static std::string Encode(const testing::Fixed& f) { return std::to_string(f.number) + " " + f.text; }
  static testing::Fixed Decode(std::string_view bytes) {
    const std::size_t space = bytes.find(' ');
    return {std::stoi(std::string(bytes.substr(0, space))), std::string(bytes.substr(space + 1))};
  }
};

namespace beam::testing {
namespace {

TEST_CASE("elements without a default constructor are created, grouped, combined, reshuffled and side inputs") {
  OnEveryRunner([](TestPipeline& p) {
    const auto accounts = Create(p, std::vector<Account>{{"amy", 5}, {"bob", 7}, {"amy", 1}});
    Expect(Reshuffle(accounts)).ToContainInAnyOrder({{"amy", 5}, {"bob", 7}, {"amy", 1}});
    const auto keyed = Map(accounts, [](const Account& a) { return KV<std::string, Account>{a.owner(), a}; });
    Expect(GroupByKey(keyed)).ToContainInAnyOrder({{"amy", {{"amy", 5}, {"amy", 1}}}, {"bob", {{"bob", 7}}}});
    const auto add = [](const Account& a, const Account& b) { return Account(a.owner(), a.cents() + b.cents()); };
    Expect(CombinePerKey(keyed, add)).ToContainInAnyOrder({{"amy", {"amy", 6}}, {"bob", {"bob", 7}}});
    const auto as_key = Map(accounts, [](const Account& a) { return KV<Account, int>{a, 1}; });
    Expect(GroupByKey(as_key)).ToHaveSize(3);
    Expect(Map(
               Create(p, {1}), [](int, const std::vector<Account>& all) { return all.size(); }, accounts))
        .ToBe(3);
  });
}

TEST_CASE("elements that cannot be assigned to flow through everything") {
  OnEveryRunner([](TestPipeline& p) {
    const auto fixed = Map(Create(p, std::views::iota(0, 5000)), [](int n) { return Fixed{n, std::to_string(n)}; });
    const auto same = [](const Fixed& f) { return std::to_string(f.number) == f.text; };
    Expect(Filter(Reshuffle(fixed), same)).ToHaveSize(5000);
    const auto keyed = Map(fixed, [](const Fixed& f) { return KV<int, Fixed>{f.number % 10, f}; });
    Expect(ParDo(GroupByKey(keyed), [](int, Iter<Fixed> values) {
      int size = 0;
      for (const Fixed& f : values) size += std::to_string(f.number) == f.text ? 1 : -1'000'000;
      return size;
    })).ToContainInAnyOrder(std::vector<int>(10, 500));
  });
}

TEST_CASE("bools are elements, keys and values") {
  OnEveryRunner([](TestPipeline& p) {
    const auto bools = Create(p, std::vector<bool>{true, false, true});
    Expect(bools).ToContainInAnyOrder({true, true, false});
    Expect(Reshuffle(Map(bools, [](bool b) { return !b; }))).ToContainInAnyOrder({false, false, true});
    const auto keyed = Map(bools, [](bool b) { return KV<bool, bool>{b, b}; });
    Expect(CombinePerKey(keyed, [](bool a, bool b) {
      return a && b;
    })).ToContainInAnyOrder({{true, true}, {false, false}});
    Expect(ParDo(GroupByKey(keyed), [](bool key, Iter<bool> values) {
      int same = 0;
      for (const bool value : values) same += value == key ? 1 : -10;
      return same;
    })).ToContainInAnyOrder({2, 1});
    Expect(Combine(bools, [](bool a, bool b) { return a || b; })).ToBe(true);
  });
}

TEST_CASE("strings of ten megabytes are elements, keys and values") {
  OnEveryRunner([](TestPipeline& p) {
    constexpr std::size_t kSize = 10'000'000;
    const auto huge = Map(Create(p, {1, 2, 3}), [](int n) { return std::string(kSize, static_cast<char>('a' + n)); });
    Expect(Map(Reshuffle(huge), [](const std::string& s) {
      return s.size();
    })).ToContainInAnyOrder({kSize, kSize, kSize});
    const auto keyed = Map(huge, [](const std::string& s) { return KV<std::string, std::string>{s, s}; });
    Expect(ParDo(GroupByKey(keyed), [](const std::string& key, Iter<std::string> values) {
      bool same = key.size() == kSize;
      for (const std::string& value : values) same = same && value == key;
      return same;
    })).ToContainInAnyOrder({true, true, true});
  });
}

struct Everything {
  std::int32_t number = 0;
  std::string text;
  std::optional<double> maybe;
  std::vector<std::string> list;
  std::map<std::string, std::int64_t> map;
  std::variant<std::int64_t, std::string> either;
  std::chrono::milliseconds duration{};
  bool operator==(const Everything&) const = default;
};

TEST_CASE("structs of everything cross exchanges as they are") {
  OnEveryRunner([](TestPipeline& p) {
    const std::vector<Everything> values{
        {}, {1, "x", 2.5, {"a", ""}, {{"k", -1}}, std::string("s"), std::chrono::milliseconds(7)}};
    Expect(Reshuffle(Create(p, values))).ToContainInAnyOrder(values);
    const auto keyed = Map(Create(p, values), [](const Everything& e) { return KV<int, Everything>{0, e}; });
    Expect(GroupByKey(keyed)).ToBe({0, values});
  });
}

TEST_CASE("pairs of pairs, tuples and containers are elements") {
  OnEveryRunner([](TestPipeline& p) {
    using Nested = KV<KV<int, std::string>, std::tuple<bool, std::vector<int>>>;
    const std::vector<Nested> values{{{1, "a"}, {true, {1, 2}}}, {{1, "b"}, {false, {}}}};
    Expect(Reshuffle(Create(p, values))).ToContainInAnyOrder(values);
    Expect(GroupByKey(Create(p, values))).ToHaveSize(2);
    Expect(Reshuffle(Create(p, std::vector<std::list<std::string>>{{"a"}, {}}))).ToHaveSize(2);
  });
}

// Encodes itself in a way of its own, which encode_all and every exchange must come back from.
struct Celsius {
  double degrees = 0;
  bool operator==(const Celsius&) const = default;
};

}  // namespace
}  // namespace beam::testing

template <>
struct beam::Coder<beam::testing::Celsius> {
  static std::string Encode(const testing::Celsius& c) { return std::to_string(c.degrees + 273.15); }
  static testing::Celsius Decode(std::string_view bytes) { return {std::stod(std::string(bytes)) - 273.15}; }
};

namespace beam::testing {
namespace {

TEST_CASE("a type with a coder of its own keeps its value within the coder's precision") {
  OnEveryRunner([](TestPipeline& p) {
    const auto degrees =
        Map(Reshuffle(Create(p, std::vector<Celsius>{{-3.5}, {20}})), [](const Celsius& c) { return c.degrees; });
    Expect(degrees).ToBeNear({-3.5, 20.0}, 1e-5);
  });
}

TEST_CASE("elements of no size and of many sizes") {
  OnEveryRunner([](TestPipeline& p) {
    struct Nothing {
      bool operator==(const Nothing&) const = default;
    };
    Expect(Reshuffle(Map(Create(p, std::views::iota(0, 5000)), [](int) { return Nothing(); }))).ToHaveSize(5000);
    const auto strings =
        Map(Create(p, std::views::iota(0, 3000)), [](int n) { return std::string(static_cast<std::size_t>(n), 'x'); });
    const auto lengths =
        Map(Reshuffle(strings), [](const std::string& s) { return static_cast<std::int64_t>(s.size()); });
    Expect(Combine(lengths, [](std::int64_t a, std::int64_t b) { return a + b; })).ToBe(4'498'500);
  });
}

}  // namespace
}  // namespace beam::testing
