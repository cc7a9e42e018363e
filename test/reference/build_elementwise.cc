#include <span>

#include "test/reference/build_steps.h"
#include "test/reference/functions.h"

namespace beam::testing {

namespace {

template <class T, class U>
PCollection<U> BuildMap(const Step& step, const PCollection<T>& in) {
  const int variant = step.variant;
  const Type type = step.type;
  if (step.op == Op::kMapBatch) {
    return ParDo(in, [=](std::span<const T> run, Emitter<U> emit) {
      for (const T& element : run) emit(FromValue<U>(MapValue(variant, type, ToValue(element))));
    });
  }
  if (step.op == Op::kFlatMap) {
    return ParDo(in, [=](const T& element, Emitter<U> emit) {
      for (const Value& value : FlatMapValue(variant, type, ToValue(element))) emit(FromValue<U>(value));
    });
  }
  return Map(in, [=](const T& element) { return FromValue<U>(MapValue(variant, type, ToValue(element))); });
}

template <class T>
PCollection<T> BuildThrow(const PCollection<T>& in) {
  return Map(in, [](const T& element) {
    if (ThrowsAt(ToValue(element))) throw Error(StatusCode::kAborted, "as the spec says");
    return element;
  });
}

// Moves elements to any time, back too.
template <class T>
struct Retime {
  static constexpr Duration kAllowedTimestampSkew = Timestamp::Max() - Timestamp::Min();
  int variant = 0;
  Timestamped<T> ProcessElement(const T& element) const {
    return {element, Timestamp::Millis(TimeOf(variant, ToValue(element)))};
  }
};

}  // namespace

AnyCollection BuildElementwise(const Step& step, const AnyCollection& in) {
  return WithPlain(in, [&]<class T>(const PCollection<T>& typed) -> AnyCollection {
    const int variant = step.variant;
    switch (step.op) {
      case Op::kRetime:
        return ParDo(typed, Retime<T>{variant});
      case Op::kReadMeta:
        return ParDo(typed, [](EventTime time, Window window, const T& element) {
          return DescribeMeta(ToValue(element), time.millis(), window).text;
        });
      case Op::kThrow:
        return BuildThrow(typed);
      default:
        return WithType(step.type, [&]<class U>() -> AnyCollection { return BuildMap<T, U>(step, typed); });
    }
  });
}

std::vector<AnyCollection> BuildTwoOutputs(const Step& step, const AnyCollection& in) {
  std::vector<AnyCollection> outputs;
  const int variant = step.variant;
  const Type type = step.type;
  WithPlain(in, [&]<class T>(const PCollection<T>& typed) -> AnyCollection {
    return WithType(type, [&]<class U>() -> AnyCollection {
      const auto [mapped, texts] = ParDo<2>(typed, [=](const T& element, Emitter<std::string> texts) {
        for (const Value& value : FlatMapValue(variant, Type::kString, ToValue(element))) texts(value.text);
        return FromValue<U>(MapValue(variant, type, ToValue(element)));
      });
      outputs = {mapped, texts};
      return mapped;
    });
  });
  return outputs;
}

}  // namespace beam::testing
