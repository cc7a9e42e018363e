#include "transforms/with_keys.h"

#include "test/transforms/collected.h"

namespace beam::testing {
namespace {

TEST_CASE("WithKeys puts each element behind the key that a function gives it") {
  Pipeline p;
  const auto pairs = Collect(WithKeys(Create(p, {"fig", "bear"}), [](const std::string& word) { return word.size(); }));
  p.Run().Check();
  CHECK(Sorted(pairs) == std::vector<KV<std::size_t, std::string>>{{3, "fig"}, {4, "bear"}});
}

struct Order {
  std::string customer;
  int cents = 0;
  auto operator<=>(const Order&) const = default;
};

TEST_CASE("WithKeys takes pointers to members") {
  Pipeline p;
  const auto by_size = Collect(WithKeys(Create(p, {"fig"}), &std::string::size));
  const auto by_customer = Collect(WithKeys(Create(p, {Order{"ann", 5}}), &Order::customer));
  p.Run().Check();
  CHECK(Sorted(by_size) == std::vector<KV<std::size_t, std::string>>{{3, "fig"}});
  CHECK((Sorted(by_customer) == std::vector<KV<std::string, Order>>{{"ann", {"ann", 5}}}));
}

TEST_CASE("WithKeys gives all elements one key") {
  Pipeline p;
  const auto numbers = Create(p, {1, 2});
  const auto zero = Collect(WithKeys(numbers, 0));
  const auto text = Collect(WithKeys(numbers, "all"));
  p.Run().Check();
  CHECK(Sorted(zero) == std::vector<KV<int, int>>{{0, 1}, {0, 2}});
  CHECK(Sorted(text) == std::vector<KV<std::string, int>>{{"all", 1}, {"all", 2}});
}

TEST_CASE("WithKeys keeps timestamp and window") {
  Pipeline p;
  const auto result = Collect(WithKeys(WindowByTens(Create(p, {At(12, 7)})), 0));
  p.Run().Check();
  CHECK(SortedInWindows(result) == std::vector<InWindow<KV<int, int>>>{{10, {0, 7}}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

TEST_CASE("what the function of WithKeys throws fails the run, with the step's name") {
  Pipeline p;
  const auto never = [](int) -> int { throw std::runtime_error("no key"); };
  Collect(WithKeys(Create(p, {1}), never));
  const PipelineResult result = p.Run();
  CHECK(result.state() == PipelineState::kFailed);
  CHECK_THAT(result.status().ToString(), Catch::Contains("no key") && Catch::Contains("WithKeys"));
}

}  // namespace
}  // namespace beam::testing
