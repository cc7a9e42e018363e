#include "transforms/with_keys.h"

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

TEST_CASE("WithKeys puts each element behind the key that a function gives it") {
  TestPipeline p;
  const auto pairs = WithKeys(Create(p, {"fig", "bear"}), [](const std::string& word) { return word.size(); });
  Expect(pairs).ToContainInAnyOrder({{3, "fig"}, {4, "bear"}});
  p.Run();
}

struct Order {
  std::string customer;
  int cents = 0;
  auto operator<=>(const Order&) const = default;
};

TEST_CASE("WithKeys takes pointers to members") {
  TestPipeline p;
  const auto by_size = WithKeys(Create(p, {"fig"}), &std::string::size);
  const auto by_customer = Collect(WithKeys(Create(p, {Order{"ann", 5}}), &Order::customer));
  Expect(by_size).ToContainInAnyOrder({{3, "fig"}});
  p.Run();
  CHECK((by_customer.values() == std::vector<KV<std::string, Order>>{{"ann", {"ann", 5}}}));
}

TEST_CASE("WithKeys gives all elements one key") {
  TestPipeline p;
  const auto numbers = Create(p, {1, 2});
  const auto zero = WithKeys(numbers, 0);
  const auto text = WithKeys(numbers, "all");
  Expect(zero).ToContainInAnyOrder({{0, 1}, {0, 2}});
  Expect(text).ToContainInAnyOrder({{"all", 1}, {"all", 2}});
  p.Run();
}

TEST_CASE("WithKeys keeps timestamp and window") {
  TestPipeline p;
  const auto result = Collect(WithKeys(WindowByTens(Create(p, {At(12, 7)})), 0));
  p.Run();
  CHECK(SortedInWindows(result) == std::vector<InWindow<KV<int, int>>>{{10, {0, 7}}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

TEST_CASE("what the function of WithKeys throws fails the run, with the step's name") {
  TestPipeline p;
  const auto never = [](int) -> int { throw std::runtime_error("no key"); };
  Collect(WithKeys(Create(p, {1}), never));
  const PipelineResult result = p.TryRun();
  CHECK(result.state() == PipelineState::kFailed);
  CHECK_THAT(result.status().ToString(), Catch::Contains("no key") && Catch::Contains("WithKeys"));
}

}  // namespace
}  // namespace beam::testing
