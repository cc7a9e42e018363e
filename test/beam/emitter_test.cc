#include "beam/emitter.h"

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

enum Digit { kZero, kOne };

TEST_CASE("an emitter loses what it is given where the type cannot hold it") {
  using beam::internal::LosesWhatIsEmitted;
  static_assert(LosesWhatIsEmitted<int, double>());
  static_assert(LosesWhatIsEmitted<int, std::int64_t&>());
  static_assert(LosesWhatIsEmitted<std::uint8_t, int>());
  static_assert(LosesWhatIsEmitted<bool, int>());
  static_assert(LosesWhatIsEmitted<bool, const char(&)[4]>());
  static_assert(LosesWhatIsEmitted<bool, const char*>());
  static_assert(LosesWhatIsEmitted<bool, std::nullptr_t>());
}

TEST_CASE("an emitter takes what the type holds, and constants that a compiler cannot tell from variables") {
  using beam::internal::LosesWhatIsEmitted;
  static_assert(!LosesWhatIsEmitted<std::int64_t, int>());
  static_assert(!LosesWhatIsEmitted<std::uint64_t, int>());
  static_assert(!LosesWhatIsEmitted<std::uint32_t, int>());
  static_assert(!LosesWhatIsEmitted<double, int>());
  static_assert(!LosesWhatIsEmitted<float, double>());
  static_assert(!LosesWhatIsEmitted<int, Digit>());
  static_assert(!LosesWhatIsEmitted<bool, const bool&>());
  static_assert(!LosesWhatIsEmitted<bool, std::vector<bool>::reference>());
  static_assert(!LosesWhatIsEmitted<std::string, const char(&)[4]>());
}

TEST_CASE("emitters of wider numbers, of bool and of pairs take what fits") {
  TestPipeline p;
  auto [wide, flags, pairs] = ParDo(
      Create(p, {1}), [](int n, Emitter<std::int64_t> wide, Emitter<bool> flag, Emitter<KV<std::string, double>> pair) {
        wide(n);
        flag(n == 1);
        pair("one", n);
        pair(std::pair("two", 2));
      });
  Expect(wide).ToBe(1);
  Expect(flags).ToBe(true);
  Expect(pairs).ToContainInAnyOrder({{"one", 1}, {"two", 2}});
  p.Run();
}

}  // namespace
}  // namespace beam::testing
