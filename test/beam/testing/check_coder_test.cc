#include "beam/testing/check_coder.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/testing/check_combine_fn.h"

namespace beam::testing {
namespace {

using Catch::Contains;

struct Right {
  int a = 0;
  std::string b;
  bool operator==(const Right&) const = default;
};
// Each of these breaks one rule; the number says which.
template <int kRule>
struct Wrong {
  int value = 0;
  int hidden = 0;
  bool operator==(const Wrong& other) const { return value == other.value && hidden == other.hidden; }
};

}  // namespace
}  // namespace beam::testing

template <>
struct beam::Coder<beam::testing::Wrong<1>> {  // forgets a field
  static std::string Encode(const beam::testing::Wrong<1>& wrong) { return std::to_string(wrong.value); }
  static beam::testing::Wrong<1> Decode(std::string_view bytes) { return {std::stoi(std::string(bytes)) + 1, 0}; }
};
template <>
struct beam::Coder<beam::testing::Wrong<2>> {  // is not deterministic, and says that it is
  static constexpr bool kDeterministic = true;
  static std::string Encode(const beam::testing::Wrong<2>& wrong) { return std::to_string(wrong.value); }
  static beam::testing::Wrong<2> Decode(std::string_view bytes) {
    if (bytes.empty()) throw Error(StatusCode::kDataLoss, "empty");
    return {std::stoi(std::string(bytes)), 0};
  }
};
template <>
struct beam::Coder<beam::testing::Wrong<3>> {  // throws what it likes at cut bytes
  static std::string Encode(const beam::testing::Wrong<3>& wrong) {
    return std::string(8, static_cast<char>(wrong.value));
  }
  static beam::testing::Wrong<3> Decode(std::string_view bytes) { return {std::string(bytes).at(7), 0}; }
};
template <>
struct beam::Coder<beam::testing::Wrong<4>> {  // does not tell its own end
  [[maybe_unused]] static constexpr std::string_view kUrn = "test:endless";
  static constexpr bool kDeterministic = false;
  static void Encode(const beam::testing::Wrong<4>& wrong, ByteWriter& writer) {
    writer.PutBytes(std::string(static_cast<std::size_t>(wrong.value), 'x'));
  }
  static beam::testing::Wrong<4> Decode(ByteReader& reader) { return {static_cast<int>(reader.ReadRest().size()), 0}; }
};

namespace beam::testing {
namespace {

TEST_CASE("coders of the library keep their contract") {
  CheckCoder<int>({0, 1, -1, std::numeric_limits<int>::max()});
  CheckCoder<bool>({true, false});
  CheckCoder<std::string>({"", "a", std::string(1000, 'x')});
  CheckCoder<double>({0.0, -0.0, 1.5, std::nan("")});
  CheckCoder<Right>({{}, {1, "x"}, {1, ""}});
  CheckCoder<KV<std::string, std::vector<int>>>({{"", {}}, {"k", {1, 2}}});
}

TEST_CASE("a coder that loses a part of its value is found out") {
  CHECK_THROWS_WITH(CheckCoder<Wrong<1>>({{1, 0}}),
                    Contains("the value comes back as {value: 2, hidden: 0}; value = {value: 1, hidden: 0}"));
}

TEST_CASE("a coder that calls itself deterministic and is not is found out") {
  CHECK_THROWS_WITH(CheckCoder<Wrong<2>>({{1, 1}, {1, 2}}), Contains("values that are not equal have equal bytes"));
}

TEST_CASE("a coder that throws what it likes is found out") {
  CHECK_THROWS_WITH(CheckCoder<Wrong<3>>({{1, 0}}), Contains("another exception than beam::Error"));
}

TEST_CASE("a coder that does not tell its own end is found out") {
  CHECK_THROWS_WITH(CheckCoder<Wrong<4>>({{1, 0}, {2, 0}}), Contains("does the nested form tell its own end?"));
}

struct MeanFn {
  struct Accumulator {
    double sum = 0;
    std::int64_t count = 0;
  };
  Accumulator CreateAccumulator() { return {}; }
  void AddInput(Accumulator& a, double value) {
    a.sum += value;
    ++a.count;
  }
  void MergeAccumulators(Accumulator& a, const Accumulator& b) {
    a.sum += b.sum;
    a.count += b.count;
  }
  double ExtractOutput(const Accumulator& a) { return a.sum / static_cast<double>(a.count); }
};
struct ForgetfulMeanFn : MeanFn {
  void MergeAccumulators(Accumulator& a, const Accumulator& b) { a.sum += b.sum; }
};

TEST_CASE("combine functions that are associative and commutative pass") {
  CheckCombineFn(MeanFn(), std::vector<double>{1, 2, 3, 4, 5});
  CheckCombineFn([](std::int64_t a, std::int64_t b) { return a + b; }, std::vector<std::int64_t>{1, 2, 3});
  const auto near = [](double a, double b) { return std::abs(a - b) < 1e-9; };
  CheckCombineFn(MeanFn(), std::vector<double>{0.1, 0.2, 0.3, 1e6}, near);
}

TEST_CASE("combine functions that are not are found out, and how to repeat it is said") {
  CHECK_THROWS_WITH(CheckCombineFn(ForgetfulMeanFn(), std::vector<double>{1, 2, 3, 4}, {.seed = 7}),
                    Contains("not associative and commutative") && Contains("seed = 7"));
  CHECK_THROWS_WITH(CheckCombineFn([](int a, int b) { return a - b; }, std::vector<int>{1, 2, 3}),
                    Contains("in order: -4"));
  CHECK_THROWS_WITH(CheckCombineFn([](int a, int b) { return a + b; }, std::vector<int>()), Contains("no inputs"));
}

}  // namespace
}  // namespace beam::testing
