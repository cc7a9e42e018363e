#include "test/reference/spec.h"

#include <algorithm>

#include "beam/testing/printed.h"

namespace beam::testing {

namespace {

constexpr const char* kTypeNames[] = {"int", "string", "pair", "group"};
constexpr const char* kFormNames[] = {"singleton", "list", "iter", "map", "multimap"};
constexpr const char* kOpNames[] = {"create",  "map",       "map_batch",  "filter",   "flat_map",        "two_outputs",
                                    "side",    "group",     "read_group", "co_group", "combine_per_key", "combine",
                                    "flatten", "partition", "reshuffle",  "distinct", "count",           "window",
                                    "retime",  "read_meta", "throw"};

bool IsOneOf(Op op, std::initializer_list<Op> ops) { return std::find(ops.begin(), ops.end(), op) != ops.end(); }

bool TakesGroups(Op op) {
  return IsOneOf(op, {Op::kReadGroup, Op::kFilter, Op::kFlatten, Op::kPartition, Op::kReshuffle, Op::kWindow});
}

bool InputCountFits(const Step& step) {
  const std::size_t n = step.inputs.size();
  if (step.op == Op::kCreate) return n == 0;
  if (step.op == Op::kFlatten) return true;
  if (step.op == Op::kSide) return n == 2;
  if (step.op == Op::kCoGroup) return n == 2 || n == 3;
  return n == 1;
}

bool SideFits(const Spec& spec, const Step& step) {
  const Ref side = step.inputs[1];
  if (TypeOf(spec, side) == Type::kGroup) return false;
  switch (step.form) {
    case SideForm::kSingleton:
      return IsSingleton(spec, side);
    case SideForm::kMap:
      return TypeOf(spec, side) == Type::kPair && HasDistinctKeys(spec, side);
    case SideForm::kMultiMap:
      return TypeOf(spec, side) == Type::kPair;
    case SideForm::kList:
    case SideForm::kIter:
      break;
  }
  return true;
}

bool InputsAgree(const Spec& spec, const Step& step) {
  return std::all_of(step.inputs.begin(), step.inputs.end(), [&](Ref ref) {
    return TypeOf(spec, ref) == TypeOf(spec, step.inputs[0]) &&
           WindowingOf(spec, ref) == WindowingOf(spec, step.inputs[0]);
  });
}

bool StepFits(const Spec& spec, const Step& step) {
  if (!InputCountFits(step)) return false;
  if (step.inputs.empty()) return step.op == Op::kCreate ? step.type != Type::kGroup : true;
  const Type in = TypeOf(spec, step.inputs[0]);
  if (in == Type::kGroup && !TakesGroups(step.op)) return false;
  if (IsOneOf(step.op, {Op::kGroup, Op::kCoGroup, Op::kCombinePerKey}) && in != Type::kPair) return false;
  if (step.op == Op::kCount && in != Type::kString) return false;
  if (step.op == Op::kReadGroup && in != Type::kGroup) return false;
  if (step.op == Op::kSide) return SideFits(spec, step);
  const bool same_type = IsOneOf(step.op, {Op::kFilter, Op::kFlatten, Op::kPartition, Op::kReshuffle, Op::kDistinct,
                                           Op::kWindow, Op::kRetime, Op::kThrow});
  if (same_type && step.type != in) return false;
  if (step.op == Op::kCombine && step.type != (step.variant == 1 ? Type::kInt : in)) return false;
  return InputsAgree(spec, step);
}

std::string ToString(Ref ref) {
  return std::to_string(ref.step) + (ref.output == 0 ? "" : "." + std::to_string(ref.output));
}

std::string ToString(Type type, const Element& element) {
  const std::string time = "@" + std::to_string(element.time);
  if (type == Type::kInt) return std::to_string(element.value.number) + time;
  const std::string text = internal::Quoted(element.value.text);
  return (type == Type::kString ? text : "(" + text + ", " + std::to_string(element.value.number) + ")") + time;
}

std::string ToString(const Step& step) {
  std::string text =
      std::string(kOpNames[static_cast<int>(step.op)]) + "<" + kTypeNames[static_cast<int>(step.type)] + ">";
  text += " variant " + std::to_string(step.variant);
  if (step.op == Op::kSide) text += std::string(" as ") + kFormNames[static_cast<int>(step.form)];
  for (std::size_t i = 0; i < step.inputs.size(); ++i) text += (i == 0 ? " of " : ", ") + ToString(step.inputs[i]);
  for (const Element& element : step.elements) text += " " + ToString(step.type, element);
  return text;
}

}  // namespace

std::size_t OutputsOf(const Step& step) {
  return step.op == Op::kPartition ? kPartitions : step.op == Op::kTwoOutputs ? 2 : 1;
}

Type TypeOf(const Spec& spec, Ref ref) {
  const Step& step = spec.steps[ref.step];
  return step.op == Op::kTwoOutputs && ref.output == 1 ? Type::kString : step.type;
}

int WindowingOf(const Spec& spec, Ref ref) {
  const Step& step = spec.steps[ref.step];
  if (step.op == Op::kWindow) return step.variant;
  return step.inputs.empty() ? 0 : WindowingOf(spec, step.inputs[0]);
}

bool HasDistinctKeys(const Spec& spec, Ref ref) {
  return IsOneOf(spec.steps[ref.step].op, {Op::kCombinePerKey, Op::kCount});
}

bool IsSingleton(const Spec& spec, Ref ref) {
  const Step& step = spec.steps[ref.step];
  return step.op == Op::kCombine && step.variant == 1 && WindowingOf(spec, ref) == 0;
}

bool IsValid(const Spec& spec) {
  for (std::size_t i = 0; i < spec.steps.size(); ++i) {
    for (const Ref ref : spec.steps[i].inputs) {
      if (ref.step >= i || ref.output >= OutputsOf(spec.steps[ref.step])) return false;
    }
    if (!StepFits(spec, spec.steps[i])) return false;
  }
  return true;
}

std::string ToString(const Spec& spec) {
  std::string text = "threads " + std::to_string(spec.threads) + ", memory_limit " + std::to_string(spec.memory_limit) +
                     ", force '" + spec.force + "', compared:";
  for (const Ref ref : spec.collected) text += " " + ToString(ref);
  for (std::size_t i = 0; i < spec.steps.size(); ++i)
    text += "\n  " + std::to_string(i) + " = " + ToString(spec.steps[i]);
  return text + "\n";
}

}  // namespace beam::testing
