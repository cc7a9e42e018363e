// Spec: a pipeline as data, in a language that is small enough to be evaluated by loops.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace beam::testing {

/// What the elements of a collection are: int64_t, std::string, KV<std::string, int64_t>, KV<std::string, Iter<int64_t>>.
enum class Type : std::uint8_t { kInt, kString, kPair, kGroup };

/// An element of any type: a number, a text, both, or a text and the numbers of a group in order.
struct Value {
  std::int64_t number = 0;
  std::string text;
  std::vector<std::int64_t> numbers;
  auto operator<=>(const Value&) const = default;
};

enum class Op : std::uint8_t {
  kCreate,         ///< `elements`, at their times.
  kMap,            ///< Any but groups, to `type`.
  kMapBatch,       ///< The same by a DoFn that takes spans.
  kFilter,         ///< Any.
  kFlatMap,        ///< Any but groups, to `type`.
  kTwoOutputs,     ///< Any but groups, to `type` and a second output of strings.
  kSide,           ///< Any but groups and a side input in `form`, to `type`.
  kGroup,          ///< Pairs to groups.
  kReadGroup,      ///< Groups to pairs.
  kCoGroup,        ///< Two or three collections of pairs to pairs.
  kCombinePerKey,  ///< Pairs to pairs.
  kCombine,        ///< Any but groups; variant 0 gives the largest element, variant 1 a number, also of nothing.
  kFlatten,        ///< Any number of collections of one type and windowing.
  kPartition,      ///< Any, to three outputs.
  kReshuffle,      ///< Any.
  kDistinct,       ///< Any but groups.
  kCount,          ///< Strings to pairs.
  kWindow,         ///< Any, to the windowing that `variant` numbers.
  kRetime,         ///< Any but groups: new event times.
  kReadMeta,       ///< Any but groups, to strings that tell event time and window.
  kThrow           ///< Any but groups: throws at some elements.
};

enum class SideForm : std::uint8_t { kSingleton, kList, kIter, kMap, kMultiMap };

/// An output of an earlier step.
struct Ref {
  std::size_t step = 0;
  std::size_t output = 0;
  auto operator<=>(const Ref&) const = default;
};

struct Element {
  Value value;
  std::int64_t time = 0;
};

struct Step {
  Op op = Op::kCreate;
  Type type = Type::kInt;  ///< Of the first output.
  int variant = 0;
  SideForm form = SideForm::kList;
  std::vector<Ref> inputs;  ///< A side input stands behind the main input.
  std::vector<Element> elements;
};

struct Spec {
  std::vector<Step> steps;
  std::vector<Ref> collected;  ///< The collections whose elements are compared.
  int threads = 2;
  std::uint64_t memory_limit = 0;
  std::string force;  ///< Forced settings of the run.
};

inline constexpr std::size_t kPartitions = 3;

std::size_t OutputsOf(const Step& step);
Type TypeOf(const Spec& spec, Ref ref);
/// The number of the windowing of a collection; 0 is the global window.
int WindowingOf(const Spec& spec, Ref ref);
/// True if every key comes at most once in each window: fit for a map side input.
bool HasDistinctKeys(const Spec& spec, Ref ref);
/// True if there is exactly one element, in the global window: fit for a singleton side input.
bool IsSingleton(const Spec& spec, Ref ref);
/// True if every step reads what its op can take.
bool IsValid(const Spec& spec);

/// One line a step.
std::string ToString(const Spec& spec);

}  // namespace beam::testing
