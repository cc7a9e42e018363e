#include "beam/fn/combine_shape.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "beam/bundle_finalizer.h"
#include "coders/coders.h"

namespace beam::internal {
namespace {

using M = CombineMistake;

template <class Value, class Fn>
M MistakeOf(const Fn&) {
  return FindCombineMistake<Fn, Value>();
}

const int& Larger(const int& a, const int& b) { return std::max(a, b); }

struct MeanFn {
  struct Sum {
    double total = 0;
    std::int64_t count = 0;
  };
  Sum CreateAccumulator() { return {}; }
  void AddInput(Sum& sum, double value) { sum.total += value, ++sum.count; }
  void MergeAccumulators(Sum& a, const Sum& b) { a.total += b.total, a.count += b.count; }
  double ExtractOutput(const Sum& sum) { return sum.total / static_cast<double>(sum.count); }
};
// Returns new accumulators instead of changing them, and has no ExtractOutput.
struct Joined {
  std::string CreateAccumulator() const { return {}; }
  std::string AddInput(std::string text, char c) const { return text + c; }
  std::string MergeAccumulators(std::string a, const std::string& b) const { return a + b; }
};

TEST_CASE("functions of two values combine") {
  CHECK(MistakeOf<int>([](int a, int b) { return a + b; }) == M::kNone);
  CHECK(MistakeOf<int>(std::plus<>()) == M::kNone);
  CHECK(MistakeOf<int>(&Larger) == M::kNone);
  CHECK(MistakeOf<int>(std::function<int(int, int)>()) == M::kNone);
  CHECK(MistakeOf<int>([](auto a, auto b) { return std::min(a, b); }) == M::kNone);
  CHECK(MistakeOf<short>([](short a, short b) { return a + b; }) == M::kNone);
  CHECK(MistakeOf<std::string>([](std::string a, std::string_view b) { return a.append(b); }) == M::kNone);
  CHECK(MistakeOf<std::string>([](std::string& a, const std::string& b) { return a += b; }) == M::kNone);
}

TEST_CASE("CombineFn structs combine, changing accumulators or returning them") {
  CHECK(MistakeOf<double>(MeanFn()) == M::kNone);
  CHECK(MistakeOf<char>(Joined()) == M::kNone);
}

TEST_CASE("what is no combine function is told apart") {
  CHECK(MistakeOf<int>(42) == M::kNotACombineFn);
  CHECK(MistakeOf<int>([](int a) { return a; }) == M::kBinaryParameters);
  CHECK(MistakeOf<std::int64_t>([](int a, int b) { return a + b; }) == M::kBinaryParameters);
  CHECK(MistakeOf<int>([](std::string a, std::string) { return a; }) == M::kBinaryParameters);
  CHECK(MistakeOf<int>([](int, int) {}) == M::kBinaryResult);
  CHECK(MistakeOf<int>([](int a, int b) { return 0.5 * (a + b); }) == M::kBinaryResult);
  CHECK(MistakeOf<std::string>([](const std::string& a, const std::string&) { return a.size(); }) == M::kBinaryResult);
}

template <int kWithout>
struct Lacking : MeanFn {};
template <>
struct Lacking<1> {
  void AddInput(int&, int) {}
  void MergeAccumulators(int&, int) {}
};
template <>
struct Lacking<2> {
  int CreateAccumulator() { return 0; }
  void MergeAccumulators(int&, int) {}
};
template <>
struct Lacking<3> {
  int CreateAccumulator() { return 0; }
  void AddInput(int&, int) {}
};
struct BadAdd : MeanFn {
  void AddInput(Sum&, const std::string&) {}
};
struct FinalizingAdd : MeanFn {
  void AddInput(Sum&, double, BundleFinalizer) {}
};
struct BadMerge : MeanFn {
  void MergeAccumulators(Sum&) {}
};
struct BadExtract : MeanFn {
  void ExtractOutput(const Sum&) {}
};
struct ViewExtract : MeanFn {
  std::string_view ExtractOutput(const Sum&) { return ""; }
};
struct OpaqueFn {
  using State = std::shared_ptr<int>;
  State CreateAccumulator() { return {}; }
  void AddInput(State&, int) {}
  void MergeAccumulators(State&, const State&) {}
  int ExtractOutput(const State&) { return 0; }
};

TEST_CASE("a CombineFn's missing and misfit methods are told apart") {
  CHECK(MistakeOf<int>(Lacking<1>()) == M::kNoCreateAccumulator);
  CHECK(MistakeOf<int>(Lacking<2>()) == M::kNoAddInput);
  CHECK(MistakeOf<int>(Lacking<3>()) == M::kNoMergeAccumulators);
  CHECK(MistakeOf<double>(BadAdd()) == M::kAddInputParameters);
  CHECK(MistakeOf<double>(FinalizingAdd()) == M::kAddInputParameters);
  CHECK(FindCombineMistake<FinalizingAdd, double, double>() == M::kSideInput);
  CHECK(MistakeOf<double>([](double a, double, BundleFinalizer) { return a; }) == M::kBinaryParameters);
  CHECK(MistakeOf<double>(BadMerge()) == M::kMergeParameters);
  CHECK(MistakeOf<double>(BadExtract()) == M::kExtractParameters);
  CHECK(MistakeOf<double>(ViewExtract()) == M::kOutputType);
  CHECK(MistakeOf<int>(OpaqueFn()) == M::kAccumulatorCoder);
}

TEST_CASE("a combine function that cannot be copied is refused") {
  const auto owner = [owned = std::make_unique<int>(1)](int a, int b) { return a + b + *owned; };
  CHECK(MistakeOf<int>(owner) == M::kNotCopyable);
}

struct Weighted {
  double CreateAccumulator() { return 0; }
  void AddInput(double& sum, int value, double weight) { sum += value * weight; }
  void MergeAccumulators(double& sum, double other) { sum += other; }
};
struct OverloadedWeighted : Weighted {
  using Weighted::AddInput;
  void AddInput(double& sum, int value) { sum += value; }
};

TEST_CASE("side inputs are parameters of an AddInput whose types are known") {
  CHECK(FindCombineMistake<Weighted, int, double>() == M::kNone);
  CHECK(FindCombineMistake<Weighted, int, float>() == M::kNone);
  CHECK(FindCombineMistake<Weighted, int, std::string>() == M::kSideInput);
  CHECK(FindCombineMistake<Weighted, std::string, double>() == M::kAddInputParameters);
  CHECK(FindCombineMistake<Weighted, int, double, double>() == M::kSideCount);
  CHECK(FindCombineMistake<Weighted, int>() == M::kAddInputParameters);
  CHECK(FindCombineMistake<OverloadedWeighted, int, double>() == M::kSidesUnclear);
  CHECK(FindCombineMistake<int (*)(int, int), int, double>() == M::kSidesNeedStruct);
}

}  // namespace
}  // namespace beam::internal
