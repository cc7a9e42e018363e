#include "beam/create.h"

#include <list>
#include <ranges>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

/// A pipeline with the collection that `make` returns, whose local variables are gone when it runs.
template <class T, class Make>
void ExpectAfterwards(std::vector<T> expected, const Make& make) {
  TestPipeline p;
  const auto created = [&] { return make(p); }();
  static_assert(std::is_same_v<decltype(created), const PCollection<T>>);
  Expect(created).ToContainInAnyOrder(std::move(expected));
  p.Run();
}

TEST_CASE("Create copies what a view looks at") {
  ExpectAfterwards<std::string>({"a string that needs memory of its own", "b"}, [](Pipeline& p) {
    const std::vector<std::string> local = {"a string that needs memory of its own", "b", "c"};
    return Create(p, std::views::take(local, 2));
  });
  ExpectAfterwards<int>({2, 4}, [](Pipeline& p) {
    std::vector<int> local = {1, 2};
    return Create(p, local | std::views::transform([](int n) { return 2 * n; }));
  });
  ExpectAfterwards<int>({1, 2}, [](Pipeline& p) {
    const std::vector<int> local = {1, 2};
    return Create(p, std::span(local));
  });
}

TEST_CASE("Create takes views that can only be iterated while they may change") {
  ExpectAfterwards<int>({1, 3}, [](Pipeline& p) {
    std::vector<int> local = {1, 2, 3};
    return Create(p, local | std::views::filter([](int n) { return n % 2 == 1; }));
  });
}

TEST_CASE("Create takes C arrays") {
  ExpectAfterwards<int>({1, 2}, [](Pipeline& p) {
    const int local[] = {1, 2};
    return Create(p, local);
  });
  ExpectAfterwards<std::string>({"to", "be"}, [](Pipeline& p) {
    const char* const local[] = {"to", "be"};
    return Create(p, local);
  });
}

TEST_CASE("Create takes containers by value and by reference") {
  ExpectAfterwards<int>({1, 2}, [](Pipeline& p) { return Create(p, std::vector<int>{1, 2}); });
  ExpectAfterwards<int>({1, 2}, [](Pipeline& p) { return Create(p, std::list<int>{1, 2}); });
  ExpectAfterwards<bool>({true, false}, [](Pipeline& p) {
    std::vector<bool> local = {true, false};
    return Create(p, local);
  });
}

TEST_CASE("views that compute their values are kept and take no memory") {
  using Iota = decltype(std::views::iota(1, 3));
  using Squares = decltype(std::views::iota(1, 3) | std::views::transform([](int n) { return n * n; }));
  static_assert(beam::internal::kIsHeld<Iota> && beam::internal::kIsHeld<Squares>);
  static_assert(beam::internal::kIsHeld<std::vector<int>> && !beam::internal::kIsHeld<std::span<int>>);
  ExpectAfterwards<int>({1, 4}, [](Pipeline& p) {
    return Create(p, std::views::iota(1, 3) | std::views::transform([](int n) { return n * n; }));
  });
}

TEST_CASE("timestamped C strings become std::string, and timestamped pairs KV") {
  TestPipeline p;
  const auto words = Create(p, {Timestamped{"abc", Timestamp::Millis(5)}});
  const auto pairs = Create(p, {Timestamped{std::pair{std::string("a"), 1}, Timestamp::Millis(7)}});
  static_assert(std::is_same_v<decltype(words), const PCollection<std::string>>);
  static_assert(std::is_same_v<decltype(pairs), const PCollection<KV<std::string, int>>>);
  const auto timed_words = Collect(words);
  const auto timed_pairs = Collect(pairs);
  p.Run();
  CHECK(timed_words.values() == std::vector<std::string>{"abc"});
  CHECK(timed_words.metas()[0].timestamp == Timestamp::Millis(5));
  CHECK((timed_pairs.values() == std::vector<KV<std::string, int>>{{"a", 1}}));
  CHECK(timed_pairs.metas()[0].timestamp == Timestamp::Millis(7));
}

}  // namespace
}  // namespace beam::testing
