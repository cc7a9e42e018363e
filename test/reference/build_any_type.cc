#include <span>

#include "beam/window_into.h"
#include "test/reference/build_steps.h"
#include "test/reference/functions.h"

namespace beam::testing {

AnyCollection BuildCreate(Pipeline& pipeline, const Step& step) {
  return WithType(step.type, [&]<class T>() -> AnyCollection {
    std::vector<Timestamped<T>> values;
    for (const Element& element : step.elements)
      values.push_back({FromValue<T>(element.value), Timestamp::Millis(element.time)});
    return Create(pipeline, values);
  });
}

AnyCollection BuildAnyType(const Step& step, const AnyCollection& in) {
  return WithAny(in, [&]<class T>(const PCollection<T>& typed) -> AnyCollection {
    const int variant = step.variant;
    if (step.op == Op::kReshuffle) return Reshuffle(typed);
    if (step.op == Op::kWindow) return WindowInto(typed, WindowFnOf(variant));
    if constexpr (std::is_same_v<T, Group>) {
      return Filter(typed, [=](const std::string& key, Iter<std::int64_t> values) {
        return KeepValue(variant, ToValue(Group{key, values}));
      });
    } else {
      return Filter(typed, [=](const T& element) { return KeepValue(variant, ToValue(element)); });
    }
  });
}

AnyCollection BuildFlatten(Pipeline& pipeline, const Step& step, const std::vector<AnyCollection>& ins) {
  if (ins.empty()) {
    return WithType(step.type == Type::kGroup ? Type::kInt : step.type,
                    [&]<class T>() -> AnyCollection { return Flatten(std::vector<PCollection<T>>(), pipeline); });
  }
  return WithAny(ins[0], [&]<class T>(const PCollection<T>&) -> AnyCollection {
    std::vector<PCollection<T>> typed;
    for (const AnyCollection& in : ins) typed.push_back(std::get<PCollection<T>>(in));
    return Flatten(typed);
  });
}

std::vector<AnyCollection> BuildPartition(const Step& step, const AnyCollection& in) {
  std::vector<AnyCollection> outputs;
  const int variant = step.variant;
  WithAny(in, [&]<class T>(const PCollection<T>& typed) -> AnyCollection {
    const auto add = [&](const auto& parts) { outputs.assign(parts.begin(), parts.end()); };
    if constexpr (std::is_same_v<T, Group>) {
      add(Partition<kPartitions>(typed, [=](const std::string& key, Iter<std::int64_t> values) {
        return PartOf(variant, ToValue(Group{key, values}));
      }));
    } else {
      add(Partition(typed, kPartitions, [=](const T& element) { return PartOf(variant, ToValue(element)); }));
    }
    return outputs.front();
  });
  return outputs;
}

}  // namespace beam::testing
