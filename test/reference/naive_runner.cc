#include "test/reference/naive_runner.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "beam/testing/printed.h"
#include "test/reference/functions.h"

namespace beam::testing {

namespace {

auto Ordered(const Row& row) {
  const ElementMeta& meta = row.meta;
  return std::tuple(row.value, meta.timestamp, meta.window, meta.pane.is_first, meta.pane.is_last, meta.pane.timing,
                    meta.pane.index, meta.pane.on_time_index);
}

// What comes out of a grouping: at the end of its window, in the one pane that fires.
ElementMeta MetaOfGroup(const Window& window) {
  return ElementMeta{window.max_timestamp(), window, PaneInfo{true, true, PaneTiming::kOnTime, 0, 0}};
}

std::map<Window, Rows> ByWindow(const Rows& rows) {
  std::map<Window, Rows> windows;
  for (const Row& row : rows) windows[row.meta.window].push_back(row);
  return windows;
}

std::map<std::string, std::vector<std::int64_t>> ByKey(const Rows& rows) {
  std::map<std::string, std::vector<std::int64_t>> groups;
  for (const Row& row : rows) groups[row.value.text].push_back(row.value.number);
  return groups;
}

class Evaluator {
 public:
  Evaluator(const Spec& spec, Evaluation& evaluation)
      : spec_(spec), fails_(evaluation.fails), outputs_(evaluation.outputs) {}

  void Run() {
    while (outputs_.size() < spec_.steps.size()) {
      const Step& step = spec_.steps[outputs_.size()];
      std::vector<Rows> out(OutputsOf(step));
      Evaluate(step, out);
      outputs_.push_back(std::move(out));
    }
  }

 private:
  const Rows& In(const Step& step, std::size_t i = 0) const {
    return outputs_[step.inputs[i].step][step.inputs[i].output];
  }

  void Evaluate(const Step& step, std::vector<Rows>& out) {
    switch (step.op) {
      case Op::kCreate:
        return Create(step, out[0]);
      case Op::kMap:
      case Op::kMapBatch:
        return ForEach(step, [&](const Row& row) {
          out[0].push_back({MapValue(step.variant, step.type, row.value), row.meta});
        });
      case Op::kFilter:
        return ForEach(step, [&](const Row& row) {
          if (KeepValue(step.variant, row.value)) out[0].push_back(row);
        });
      case Op::kFlatMap:
        return FlatMap(step, out[0]);
      case Op::kTwoOutputs:
        return TwoOutputs(step, out);
      case Op::kSide:
        return Side(step, out[0]);
      case Op::kGroup:
        return Group(step, out[0]);
      case Op::kReadGroup:
        return ForEach(step, [&](const Row& row) { ReadGroup(step, row, out[0]); });
      case Op::kCoGroup:
        return CoGroup(step, out[0]);
      case Op::kCombinePerKey:
        return CombinePerKey(step, out[0]);
      case Op::kCombine:
        return Combine(step, out[0]);
      case Op::kFlatten:
        for (std::size_t i = 0; i < step.inputs.size(); ++i)
          out[0].insert(out[0].end(), In(step, i).begin(), In(step, i).end());
        return;
      case Op::kPartition:
        return ForEach(step, [&](const Row& row) { out[PartOf(step.variant, row.value)].push_back(row); });
      case Op::kReshuffle:
        out[0] = In(step);
        return;
      case Op::kDistinct:
        return Distinct(step, out[0]);
      case Op::kCount:
        return Count(step, out[0]);
      case Op::kWindow:
        return ForEach(step, [&](const Row& row) { AssignWindows(step.variant, row, out[0]); });
      case Op::kRetime:
        return ForEach(step, [&](const Row& row) {
          out[0].push_back(row);
          out[0].back().meta.timestamp = Timestamp::Millis(TimeOf(step.variant, row.value));
        });
      case Op::kReadMeta:
        return ForEach(step, [&](const Row& row) {
          out[0].push_back({DescribeMeta(row.value, row.meta.timestamp.millis(), row.meta.window), row.meta});
        });
      case Op::kThrow:
        return ForEach(step, [&](const Row& row) {
          fails_ = fails_ || ThrowsAt(row.value);
          out[0].push_back(row);
        });
    }
  }

  template <class F>
  void ForEach(const Step& step, F&& f) const {
    for (const Row& row : In(step)) f(row);
  }

  static void Create(const Step& step, Rows& out) {
    for (const Element& element : step.elements) {
      ElementMeta meta;
      meta.timestamp = Timestamp::Millis(element.time);
      out.push_back({element.value, meta});
    }
  }

  void FlatMap(const Step& step, Rows& out) const {
    ForEach(step, [&](const Row& row) {
      for (const Value& value : FlatMapValue(step.variant, step.type, row.value)) out.push_back({value, row.meta});
    });
  }

  void TwoOutputs(const Step& step, std::vector<Rows>& out) const {
    ForEach(step, [&](const Row& row) {
      out[0].push_back({MapValue(step.variant, step.type, row.value), row.meta});
      for (const Value& value : FlatMapValue(step.variant, Type::kString, row.value))
        out[1].push_back({value, row.meta});
    });
  }

  // The window of a side input that an element sees: the first one that the end of its own window falls into.
  Window SideWindow(const Window& main, Ref side) const {
    const auto fn = WindowFnOf(WindowingOf(spec_, side));
    if (fn == nullptr) return Window::Global();
    std::vector<Window> windows;
    fn->Assign(main.max_timestamp(), windows);
    return *std::min_element(windows.begin(), windows.end());
  }

  void Side(const Step& step, Rows& out) const {
    std::map<Window, Rows> sides = ByWindow(In(step, 1));
    ForEach(step, [&](const Row& row) {
      const Rows& side = sides[SideWindow(row.meta.window, step.inputs[1])];
      BagDigest digest;
      for (const Row& other : side) {
        const bool lookup = step.form == SideForm::kMap || step.form == SideForm::kMultiMap;
        if (!lookup || other.value.text == row.value.text) digest.Add(other.value);
      }
      out.push_back({WithDigest(step.type, row.value, digest.value()), row.meta});
    });
  }

  void Group(const Step& step, Rows& out) const {
    for (const auto& [window, rows] : ByWindow(In(step))) {
      for (auto& [key, values] : ByKey(rows)) {
        std::vector<std::int64_t> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        out.push_back({Value{0, key, sorted}, MetaOfGroup(window)});
      }
    }
  }

  static void ReadGroup(const Step& step, const Row& row, Rows& out) {
    if (step.variant % 2 == 0) {
      out.push_back({WithDigest(step.type, row.value, 0), row.meta});
      return;
    }
    for (const std::int64_t n : row.value.numbers) {
      out.push_back({WithDigest(step.type, Value{n, row.value.text, {}}, 0), row.meta});
    }
  }

  void CoGroup(const Step& step, Rows& out) const {
    std::map<std::pair<Window, std::string>, std::vector<BagDigest>> groups;
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
      for (const Row& row : In(step, i)) {
        auto& digests = groups[{row.meta.window, row.value.text}];
        digests.resize(step.inputs.size());
        digests[i].Add(Value{row.value.number, "", {}});
      }
    }
    for (const auto& [key, digests] : groups) {
      std::uint64_t joined = 0;
      for (const BagDigest& digest : digests) joined = joined * 31 + digest.value();
      out.push_back({WithDigest(step.type, Value{0, key.second, {}}, joined), MetaOfGroup(key.first)});
    }
  }

  void CombinePerKey(const Step& step, Rows& out) const {
    for (const auto& [window, rows] : ByWindow(In(step))) {
      for (const auto& [key, values] : ByKey(rows)) {
        std::int64_t sum = 0;
        for (const std::int64_t n : values) sum = Add(sum, n);
        const auto count = static_cast<std::int64_t>(values.size());
        const std::int64_t largest = *std::max_element(values.begin(), values.end());
        const std::int64_t result = step.variant == 1 ? largest : step.variant == 2 ? SumAndCount(sum, count) : sum;
        out.push_back({Value{result, key, {}}, MetaOfGroup(window)});
      }
    }
  }

  static Value DigestOf(const Rows& rows) {
    BagDigest digest;
    for (const Row& row : rows) digest.Add(row.value);
    return WithDigest(Type::kInt, Value(), digest.value());
  }

  void Combine(const Step& step, Rows& out) const {
    for (const auto& [window, rows] : ByWindow(In(step))) {
      const Row& largest = *std::max_element(rows.begin(), rows.end());
      out.push_back({step.variant == 0 ? largest.value : DigestOf(rows), MetaOfGroup(window)});
    }
    // The result of no values, where there is no window to ask for it but the global one.
    const bool global = WindowingOf(spec_, step.inputs[0]) == 0;
    if (out.empty() && global && step.variant == 1) out.push_back({DigestOf({}), ElementMeta()});
  }

  void Distinct(const Step& step, Rows& out) const {
    for (const auto& [window, rows] : ByWindow(In(step))) {
      std::set<Value> values;
      for (const Row& row : rows) values.insert(row.value);
      for (const Value& value : values) out.push_back({value, MetaOfGroup(window)});
    }
  }

  void Count(const Step& step, Rows& out) const {
    for (const auto& [window, rows] : ByWindow(In(step))) {
      for (const auto& [key, values] : ByKey(rows)) {
        out.push_back({Value{static_cast<std::int64_t>(values.size()), key, {}}, MetaOfGroup(window)});
      }
    }
  }

  static void AssignWindows(int windowing, const Row& row, Rows& out) {
    std::vector<Window> windows;
    if (const auto fn = WindowFnOf(windowing); fn != nullptr) {
      fn->Assign(row.meta.timestamp, windows);
    } else {
      windows.push_back(Window::Global());
    }
    for (const Window& window : windows) out.push_back({row.value, {row.meta.timestamp, window, row.meta.pane}});
  }

  const Spec& spec_;
  bool& fails_;
  std::vector<std::vector<Rows>>& outputs_;
};

}  // namespace

bool operator<(const Row& a, const Row& b) { return Ordered(a) < Ordered(b); }
bool operator==(const Row& a, const Row& b) { return Ordered(a) == Ordered(b); }

std::string ToString(const Row& row) {
  return Printed(row.value) + " at " + Printed(row.meta.timestamp) + " in " + Printed(row.meta.window) + " pane " +
         std::to_string(static_cast<int>(row.meta.pane.timing)) + "/" + std::to_string(row.meta.pane.index);
}

void Extend(const Spec& spec, Evaluation& evaluation) { Evaluator(spec, evaluation).Run(); }

Evaluation Evaluate(const Spec& spec) {
  Evaluation evaluation;
  Extend(spec, evaluation);
  return evaluation;
}

}  // namespace beam::testing
