#include "test/random_pipelines/generate.h"

#include <algorithm>
#include <iterator>

#include "test/random_value_source.h"
#include "test/reference/naive_runner.h"

namespace beam::testing {

namespace {

// Joins and flattened copies may grow without measure, and a side input is looked at for every element.
constexpr std::size_t kMostRows = 10'000;
constexpr std::size_t kMostPairs = 200'000;

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Spec Make() {
    ChooseRun();
    AddCreate();
    const std::size_t steps = 2 + random_.Below(12);
    while (spec_.steps.size() < steps) {
      if (random_.OneIn(6)) {
        AddCreate();
      } else {
        AddStep();
      }
    }
    CollectLeaves();
    return std::move(spec_);
  }

 private:
  void ChooseRun() {
    spec_.threads = 1 + static_cast<int>(random_.Below(3));
    if (random_.OneIn(4)) spec_.memory_limit = std::uint64_t{1} << (20 + random_.Below(6));
    constexpr const char* kForced[] = {"one_element_bundles", "batch_size_1",   "hash_zero",  "no_fusion",
                                       "no_lifting",          "always_spill",   "encode_all", "threads_8",
                                       "primitives_only",     "ship_functions", "streaming"};
    for (const char* forced : kForced) {
      if (random_.OneIn(16)) spec_.force += (spec_.force.empty() ? "" : ",") + std::string(forced);
    }
  }

  Type PlainType() { return static_cast<Type>(random_.Below(3)); }

  Value RandomValue(Type type) {
    Value value;
    if (type != Type::kString) value.number = static_cast<std::int64_t>(random_.Below(random_.OneIn(2) ? 5 : 1000)) - 2;
    if (type != Type::kInt) {
      value.text = std::string(1, static_cast<char>('a' + random_.Below(5)));
      if (random_.OneIn(8)) value.text.clear();
      if (random_.OneIn(8)) value.text = random_.Bytes(random_.Below(30));
      if (random_.OneIn(200)) value.text = std::string(random_.Below(100'000), 'x');
    }
    return value;
  }

  void AddCreate() {
    Step step;
    step.type = PlainType();
    const std::uint64_t kind = random_.Below(24);
    const std::size_t size = kind < 2    ? 0
                             : kind == 2 ? 1000 + random_.Below(4000)
                             : kind < 6  ? random_.Below(300)
                                         : random_.Below(20);
    const bool timed = random_.OneIn(2);
    for (std::size_t i = 0; i < size; ++i) {
      step.elements.push_back({RandomValue(step.type), timed ? static_cast<std::int64_t>(random_.Below(40)) : 0});
    }
    spec_.steps.push_back(std::move(step));
    Extend(spec_, evaluation_);
  }

  // Any output of an earlier step; late ones are likelier, so that pipelines grow deep.
  Ref AnyRef() {
    const std::size_t n = spec_.steps.size();
    const std::size_t step = random_.OneIn(2) ? n - 1 - random_.Below(std::min<std::size_t>(n, 3)) : random_.Below(n);
    return {step, random_.Below(OutputsOf(spec_.steps[step]))};
  }

  // Draws until a valid step comes out: what is rare in the drawing is what has many conditions.
  void AddStep() {
    for (int attempt = 0; attempt < 200; ++attempt) {
      spec_.steps.push_back(DrawStep());
      if (IsValid(spec_) && IsBearable(spec_.steps.back())) return;
      spec_.steps.pop_back();
      evaluation_.outputs.resize(spec_.steps.size());
    }
  }

  std::size_t RowsOf(Ref ref) const { return evaluation_.outputs[ref.step][ref.output].size(); }

  // Evaluates the new step if it can be afforded.
  bool IsBearable(const Step& step) {
    if (step.op == Op::kSide && RowsOf(step.inputs[0]) * RowsOf(step.inputs[1]) > kMostPairs) return false;
    Extend(spec_, evaluation_);
    return std::all_of(evaluation_.outputs.back().begin(), evaluation_.outputs.back().end(),
                       [](const Rows& rows) { return rows.size() <= kMostRows; });
  }

  Step DrawStep() {
    // Throwing ends a run early, and is drawn seldom.
    static constexpr Op kOps[] = {Op::kMap,           Op::kMapBatch,  Op::kFilter,  Op::kFlatMap, Op::kTwoOutputs,
                                  Op::kSide,          Op::kSide,      Op::kSide,    Op::kGroup,   Op::kGroup,
                                  Op::kReadGroup,     Op::kReadGroup, Op::kCoGroup, Op::kCoGroup, Op::kCombinePerKey,
                                  Op::kCombinePerKey, Op::kCombine,   Op::kFlatten, Op::kFlatten, Op::kPartition,
                                  Op::kReshuffle,     Op::kDistinct,  Op::kCount,   Op::kWindow,  Op::kRetime,
                                  Op::kReadMeta};
    Step step;
    step.op = random_.OneIn(150) ? Op::kThrow : kOps[random_.Below(std::size(kOps))];
    step.variant = static_cast<int>(random_.Below(4));
    step.form = static_cast<SideForm>(random_.Below(5));
    const std::size_t inputs = step.op == Op::kSide      ? 2
                               : step.op == Op::kCoGroup ? 2 + random_.Below(2)
                               : step.op == Op::kFlatten ? random_.Below(4)
                                                         : 1;
    for (std::size_t i = 0; i < inputs; ++i)
      step.inputs.push_back(i > 0 && random_.OneIn(4) ? step.inputs[0] : AnyRef());
    if (step.op == Op::kCombine) step.variant %= 2;
    step.type = TypeOfStep(step);
    return step;
  }

  Type TypeOfStep(const Step& step) {
    switch (step.op) {
      case Op::kGroup:
        return Type::kGroup;
      case Op::kReadGroup:
      case Op::kCoGroup:
      case Op::kCombinePerKey:
      case Op::kCount:
        return Type::kPair;
      case Op::kReadMeta:
        return Type::kString;
      case Op::kMap:
      case Op::kMapBatch:
      case Op::kFlatMap:
      case Op::kTwoOutputs:
      case Op::kSide:
        return random_.OneIn(2) ? Type::kPair : PlainType();  // Pairs have most uses.
      case Op::kCombine:
        if (step.variant == 1) return Type::kInt;
        break;
      default:
        break;
    }
    return step.inputs.empty() ? PlainType() : TypeOf(spec_, step.inputs[0]);
  }

  // What nobody reads is compared, and now and then something besides: a second consumer changes how batches are passed on.
  void CollectLeaves() {
    for (std::size_t step = 0; step < spec_.steps.size(); ++step) {
      for (std::size_t output = 0; output < OutputsOf(spec_.steps[step]); ++output) {
        const Ref ref{step, output};
        const bool read = std::any_of(spec_.steps.begin(), spec_.steps.end(), [&](const Step& other) {
          return std::find(other.inputs.begin(), other.inputs.end(), ref) != other.inputs.end();
        });
        if (!read || random_.OneIn(6)) spec_.collected.push_back(ref);
      }
    }
  }

  RandomValues random_;
  Spec spec_;
  Evaluation evaluation_;  // of the steps so far
};

}  // namespace

Spec Generate(std::uint64_t seed) { return Generator(seed).Make(); }

}  // namespace beam::testing
