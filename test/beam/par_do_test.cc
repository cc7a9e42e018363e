#include "beam/par_do.h"

#include <absl/status/statusor.h>

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <tuple>

#include "test/beam/sorted.h"
#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using Strings = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

void FirstLetters(const std::string& word, Emitter<std::string> emit) { emit(std::string_view(word).substr(0, 1)); }

TEST_CASE("ParDo calls functions, lambdas, member functions and std::functions") {
  Pipeline p;
  const auto words = Create(p, {"to", "be"});
  const auto letters = Collect(ParDo(words, FirstLetters));
  const auto loud = Collect(ParDo(words, [](const std::string& word) { return word + "!"; }));
  const auto sizes = Collect(ParDo(words, &std::string::size));
  const auto twice = Collect(ParDo(words, std::function<std::string(std::string)>([](auto w) { return w + w; })));
  const auto generic = Collect(ParDo(words, [](const auto& word, Emitter<char> emit) { emit(word[1]); }));
  p.Run().Check();
  CHECK(Sorted(letters) == Strings{"b", "t"});
  CHECK(Sorted(loud) == Strings{"be!", "to!"});
  CHECK(Sorted(sizes) == std::vector<std::size_t>{2, 2});
  CHECK(Sorted(twice) == Strings{"bebe", "toto"});
  CHECK(Sorted(generic) == std::vector<char>{'e', 'o'});
}

TEST_CASE("ParDo gives as many outputs as the DoFn has") {
  Pipeline p;
  const auto numbers = Create(p, Numbers{1, 20, 3, 40});
  auto [small, big] =
      ParDo(numbers, [](std::int64_t n, Emitter<std::int64_t> s, Emitter<std::int64_t> b) { n < 10 ? s(n) : b(n); });
  auto [text, negative, none] = ParDo<3>(numbers, [](std::int64_t n, Emitter<std::int64_t> minus, Emitter<bool>) {
    minus(-n);
    return std::to_string(n);
  });
  ParDo(numbers, [](std::int64_t) {});
  ParDo<0>(numbers, [](std::int64_t) { return Status(); });
  const auto s = Collect(small);
  const auto b = Collect(big);
  const auto t = Collect(text);
  const auto m = Collect(negative);
  const auto n = Collect(none);
  p.Run().Check();
  CHECK(Sorted(s) == Numbers{1, 3});
  CHECK(Sorted(b) == Numbers{20, 40});
  CHECK(Sorted(t) == Strings{"1", "20", "3", "40"});
  CHECK(Sorted(m) == Numbers{-40, -20, -3, -1});
  CHECK(n.size() == 0);
}

struct SumsItsBundle {
  std::int64_t factor = 1;
  std::int64_t sum = 0;
  void StartBundle() { sum = 0; }
  void ProcessElement(std::int64_t n) { sum += factor * n; }
  void FinishBundle(Emitter<std::int64_t> emit) { emit(sum); }
};

TEST_CASE("a struct keeps its configuration, and its state within a bundle") {
  Pipeline p;
  Numbers numbers;
  for (std::int64_t i = 0; i < 10'000; ++i) numbers.push_back(i);
  const auto sums = Collect(ParDo(Create(p, numbers), SumsItsBundle{3}));
  p.Run().Check();
  std::int64_t total = 0;
  for (const std::int64_t sum : sums) total += sum;
  CHECK(total == 3 * 9999 * 5000);
}

TEST_CASE("steps are named after the struct, the line, or by hand") {
  Pipeline p;
  const auto numbers = Create(p, Numbers{1});
  const auto line = std::to_string(__LINE__ + 1);
  ParDo(numbers, [](std::int64_t) {});
  ParDo(numbers, SumsItsBundle());
  ParDo(numbers, Named("ignore", [](std::int64_t) {}));
  {
    const Scope scope(numbers, "Part");
    ParDo(numbers, SumsItsBundle());
  }
  const std::string steps = p.Describe();
  CHECK_THAT(steps, Catch::Contains("'ParDo(par_do_test.cc:" + line + ")'"));
  CHECK_THAT(steps, Catch::Contains("'ParDo(SumsItsBundle)'"));
  CHECK_THAT(steps, Catch::Contains("'ignore'"));
  CHECK_THAT(steps, Catch::Contains("'Part/ParDo(SumsItsBundle)'"));
}

TEST_CASE("groups and joined groups unfold into the key and iterables") {
  Pipeline p;
  using Pair = KV<std::string, std::int64_t>;
  const auto a = Create<Pair>(p, {{"x", 1}, {"y", 2}, {"x", 3}});
  const auto b = Create<KV<std::string, std::string>>(p, {{"x", "one"}, {"z", "two"}});
  const auto sums = Collect(ParDo(GroupByKey(a), [](const std::string& key, Iter<std::int64_t> values) {
    std::int64_t sum = 0;
    for (const std::int64_t value : values) sum += value;
    for (const std::int64_t value : values) sum += value;
    return Pair{key, sum};
  }));
  const auto joined = Collect(
      ParDo(CoGroupByKey(a, b), [](std::string_view key, Iter<std::int64_t> numbers, Iter<std::string_view> names) {
        std::string text(key);
        std::int64_t sum = 0;
        for (const std::int64_t n : numbers) sum += n;
        text += std::to_string(sum);
        for (const std::string_view name : names) text += name;
        return text;
      }));
  const auto whole = Collect(ParDo(GroupByKey(a), [](const KV<std::string, Iter<std::int64_t>>& group) {
    return group.key + (group.value.ToVector().size() == 2 ? "2" : "1");
  }));
  p.Run().Check();
  CHECK(Sorted(sums) == std::vector<Pair>{{"x", 8}, {"y", 4}});
  CHECK(Sorted(joined) == Strings{"x4one", "y2", "z0two"});
  CHECK(Sorted(whole) == Strings{"x2", "y1"});
}

TEST_CASE("a batched DoFn sees every element once") {
  Pipeline p;
  Numbers numbers;
  for (std::int64_t i = 0; i < 5'000; ++i) numbers.push_back(i);
  const auto sums =
      Collect(ParDo(Create(p, numbers), [](std::span<const std::int64_t> batch, Emitter<std::int64_t> emit) {
        std::int64_t sum = 0;
        for (const std::int64_t n : batch) sum += n;
        emit(sum);
      }));
  p.Run().Check();
  std::int64_t total = 0;
  for (const std::int64_t sum : sums) total += sum;
  CHECK(total == 4999 * 2500);
}

TEST_CASE("event times are read, and set by returned values and by emitters") {
  Pipeline p;
  const auto input = Create(p, {At(5, std::string("a")), At(7, std::string("b"))});
  const auto read =
      Collect(ParDo(input, [](EventTime time, const std::string& s) { return s + std::to_string(time.millis()); }));
  const auto returned = Collect(ParDo(input, [](EventTime time, const std::string& s) {
    return Timestamped{s, time + Duration(1)};
  }));
  const auto emitted = Collect(ParDo(
      input, [](EventTime time, const std::string& s, Emitter<std::string> emit) { emit(time + Duration(10), s); }));
  p.Run().Check();
  CHECK(Sorted(read) == Strings{"a5", "b7"});
  const auto times = [](const auto& collected) {
    Numbers millis;
    for (const ElementMeta& meta : collected.metas()) millis.push_back(meta.timestamp.millis());
    std::sort(millis.begin(), millis.end());
    return millis;
  };
  CHECK(times(read) == Numbers{5, 7});
  CHECK(times(returned) == Numbers{6, 8});
  CHECK(times(emitted) == Numbers{15, 17});
}

TEST_CASE("elements keep their windows through every kind of step") {
  Pipeline p;
  const auto input = WindowByTens(Create(p, {At(1, 1), At(12, 2), At(13, 3), At(35, 4)}));
  const auto returned =
      Collect(ParDo(input, [](Window window, int n) { return n + static_cast<int>(window.start().millis()) * 100; }));
  const auto emitted = Collect(ParDo(input, [](int n, Emitter<int> emit) {
    emit(n);
    if (n == 2) emit(-n);
  }));
  p.Run().Check();
  CHECK(SortedInWindows(returned) == std::vector<InWindow<int>>{{0, 1}, {10, 1002}, {10, 1003}, {30, 3004}});
  CHECK(SortedInWindows(emitted) == std::vector<InWindow<int>>{{0, 1}, {10, -2}, {10, 2}, {10, 3}, {30, 4}});
}

TEST_CASE("move-only elements, bool and types without a default pass from step to step") {
  struct Named {
    explicit Named(std::string n) : name(std::move(n)) {}
    std::string name;
  };
  Pipeline p;
  const auto numbers = Create(p, Numbers{1, 2});
  const auto owners = ParDo(numbers, [](std::int64_t n) { return std::make_unique<std::int64_t>(n); });
  const auto named = ParDo(owners, [](const std::unique_ptr<std::int64_t>& n) { return Named(std::to_string(*n)); });
  const auto names = Collect(ParDo(named, [](const Named& n) { return n.name; }));
  const auto flags = Collect(ParDo(ParDo(numbers, [](std::int64_t n) { return n == 1; }), [](bool b) { return !b; }));
  p.Run().Check();
  CHECK(Sorted(names) == Strings{"1", "2"});
  CHECK(Sorted(flags) == std::vector<bool>{false, true});
}

TEST_CASE("a DoFn that throws fails the run with its step, its line, the message and the element") {
  Pipeline p;
  const auto line = std::to_string(__LINE__ + 1);
  ParDo(Create(p, {"12", "x7"}), [](const std::string& text) { return std::stoi(text); });
  const PipelineResult result = p.Run();
  CHECK(result.state() == PipelineState::kFailed);
  const std::string error = result.status().ToString();
  CHECK_THAT(error, Catch::Contains("ParDo(par_do_test.cc:" + line + ")"));
  CHECK_THAT(error, Catch::Contains("par_do_test.cc:" + line + ") failed: stoi"));
  CHECK_THAT(error, Catch::Contains("element = \"x7\""));
  CHECK_THAT(error, Catch::Contains("while processing an element"));
  CHECK_THROWS_AS(result.Check(), Error);
}

TEST_CASE("a returned absl::Status fails the run with its code") {
  Pipeline p;
  ParDo(Create(p, Numbers{3}),
        [](std::int64_t) -> absl::StatusOr<std::string> { return absl::NotFoundError("no row"); });
  const PipelineResult result = p.Run();
  CHECK(result.status().code() == StatusCode::kNotFound);
  CHECK_THAT(result.status().ToString(), Catch::Contains("no row; element = 3"));
}

}  // namespace
}  // namespace beam::testing
