#include "beam/hot_key_fanout.h"
#include "test/reference/build_steps.h"
#include "test/reference/functions.h"
#include "transforms/count.h"
#include "transforms/distinct.h"

namespace beam::testing {

namespace {

// Sum and count as text: an accumulator that owns memory.
struct SumAndCountFn {
  struct Accumulator {
    std::string sum = "0";
    std::vector<std::int64_t> counts;
  };
  static void AddTo(Accumulator& a, std::int64_t n) { a.sum = std::to_string(Add(std::stoll(a.sum), n)); }
  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& a, std::int64_t n) const {
    AddTo(a, n);
    a.counts.push_back(1);
  }
  Accumulator MergeAccumulators(Accumulator a, const Accumulator& b) const {
    AddTo(a, std::stoll(b.sum));
    std::int64_t count = 0;
    for (const std::int64_t n : a.counts) count += n;
    for (const std::int64_t n : b.counts) count += n;
    a.counts = {count};
    return a;
  }
  std::int64_t ExtractOutput(const Accumulator& a) const {
    std::int64_t count = 0;
    for (const std::int64_t n : a.counts) count += n;
    return SumAndCount(std::stoll(a.sum), count);
  }
};

template <class T>
struct DigestFn {
  std::uint64_t CreateAccumulator() const { return 0; }
  std::uint64_t AddInput(std::uint64_t sum, const T& element) const {
    BagDigest digest;
    digest.Add(ToValue(element));
    return sum + digest.value();
  }
  void MergeAccumulators(std::uint64_t& a, std::uint64_t b) const { a += b; }
  std::int64_t ExtractOutput(std::uint64_t sum) const { return WithDigest(Type::kInt, Value(), sum).number; }
};

template <class T>
AnyCollection BuildCombine(const Step& step, const PCollection<T>& in) {
  if (step.variant == 1) return Combine(in, DigestFn<T>());
  // Values are compared number first, as the naive runner does.
  return Combine(in, [](const T& a, const T& b) { return ToValue(a) < ToValue(b) ? b : a; });
}

PCollection<Pair> BuildCombinePerKey(const Step& step, const PCollection<Pair>& in) {
  switch (step.variant) {
    case 1:
      return CombinePerKey(in, [](std::int64_t a, std::int64_t b) { return a < b ? b : a; });
    case 2:
      return CombinePerKey(in, SumAndCountFn());
    case 3:
      return CombinePerKey(in, &Add, HotKeyFanout{3});
    default:
      return CombinePerKey(in, [](std::int64_t a, std::int64_t b) { return Add(a, b); });
  }
}

Pair Joined(const std::string& key, const std::vector<Iter<std::int64_t>>& inputs) {
  std::uint64_t joined = 0;
  for (const Iter<std::int64_t>& values : inputs) {
    BagDigest digest;
    for (const std::int64_t n : values) digest.Add(ToValue(n));
    joined = joined * 31 + digest.value();
  }
  return FromValue<Pair>(WithDigest(Type::kPair, Value{0, key, {}}, joined));
}

PCollection<Pair> BuildCoGroup(const std::vector<AnyCollection>& ins) {
  const auto& a = std::get<PCollection<Pair>>(ins[0]);
  const auto& b = std::get<PCollection<Pair>>(ins[1]);
  using Values = Iter<std::int64_t>;
  if (ins.size() == 2) {
    return ParDo(CoGroupByKey(a, b), [](const std::string& key, Values a, Values b) { return Joined(key, {a, b}); });
  }
  return ParDo(CoGroupByKey(a, b, std::get<PCollection<Pair>>(ins[2])),
               [](const std::string& key, Values a, Values b, Values c) {
                 return Joined(key, {a, b, c});
               });
}

PCollection<Pair> BuildReadGroup(const Step& step, const PCollection<Group>& in) {
  if (step.variant % 2 == 0) {
    return ParDo(in, [](const std::string& key, Iter<std::int64_t> values) {
      return FromValue<Pair>(WithDigest(Type::kPair, ToValue(Group{key, values}), 0));
    });
  }
  return ParDo(in, [](const std::string& key, Iter<std::int64_t> values, Emitter<Pair> emit) {
    for (const std::int64_t n : values) emit(FromValue<Pair>(WithDigest(Type::kPair, Value{n, key, {}}, 0)));
  });
}

}  // namespace

AnyCollection BuildGrouping(const Step& step, const std::vector<AnyCollection>& ins) {
  switch (step.op) {
    case Op::kGroup:
      return GroupByKey(std::get<PCollection<Pair>>(ins[0]));
    case Op::kReadGroup:
      return BuildReadGroup(step, std::get<PCollection<Group>>(ins[0]));
    case Op::kCoGroup:
      return BuildCoGroup(ins);
    case Op::kCombinePerKey:
      return BuildCombinePerKey(step, std::get<PCollection<Pair>>(ins[0]));
    case Op::kCount:
      return Count(std::get<PCollection<std::string>>(ins[0]));
    case Op::kDistinct:
      return WithPlain(ins[0], [](const auto& in) -> AnyCollection { return Distinct(in); });
    default:
      return WithPlain(ins[0], [&](const auto& in) -> AnyCollection { return BuildCombine(step, in); });
  }
}

}  // namespace beam::testing
