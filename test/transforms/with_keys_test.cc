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

TEST_CASE("the function of WithKeys takes a pair as key and value, as every DoFn may") {
  TestPipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"fig", 2}, {"bear", 3}});
  const auto by_both =
      WithKeys(pairs, [](const std::string& word, int n) { return word.size() + static_cast<std::size_t>(n); });
  const auto by_any = WithKeys(pairs, [](const auto& pair) { return pair.value; });
  Expect(by_both).ToContainInAnyOrder({{5, {"fig", 2}}, {7, {"bear", 3}}});
  Expect(by_any).ToContainInAnyOrder({{2, {"fig", 2}}, {3, {"bear", 3}}});
  p.Run();
}

TEST_CASE("the function of WithKeys may ask for the event time") {
  TestPipeline p;
  const auto by_time = WithKeys(Create(p, {At(12, 7)}), [](EventTime time, int) { return time.millis(); });
  Expect(by_time).ToContainInAnyOrder({{12, 7}});
  p.Run();
}

/// Counts on from a number that Setup sets.
struct AddStart {
  int start = 0;
  void Setup() { start = 10; }
  int ProcessElement(int n) const { return start + n; }
};

TEST_CASE("WithKeys takes structs with lifecycle methods") {
  TestPipeline p;
  Expect(WithKeys(Create(p, {1}), AddStart())).ToContainInAnyOrder({{11, 1}});
  p.Run();
}

TEST_CASE("WithKeys names its step as the program says") {
  TestPipeline p;
  const auto never = [](int) -> int { throw std::runtime_error("no key"); };
  Collect(WithKeys(Create(p, {1}), Named("KeyByDigit", never)));
  const PipelineResult result = p.TryRun();
  CHECK_THAT(result.status().ToString(), Catch::Contains("no key") && Catch::Contains("KeyByDigit"));
}

TEST_CASE("a named constant is one key for all elements") {
  TestPipeline p;
  Expect(WithKeys(Create(p, {1, 2}), Named("Together", 0))).ToContainInAnyOrder({{0, 1}, {0, 2}});
  p.Run();
}

StatusOr<int> KeyOfPositive(int n) {
  if (n < 0) return Status(StatusCode::kInvalidArgument, "negative");
  return n;
}

TEST_CASE("the key inside a StatusOr is the key, and its error fails the run") {
  TestPipeline p;
  Expect(WithKeys(Create(p, {3}), KeyOfPositive)).ToContainInAnyOrder({{3, 3}});
  p.Run();
  TestPipeline q;
  Collect(WithKeys(Create(q, {-3}), KeyOfPositive));
  CHECK_THAT(q.TryRun().status().ToString(), Catch::Contains("negative") && Catch::Contains("WithKeys"));
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
