#include "test/reference/build_steps.h"
#include "test/reference/functions.h"

namespace beam::testing {

namespace {

// The key under which an element is looked up: its text, as in the naive runner.
template <class T>
std::string KeyOf(const T& element) {
  return ToValue(element).text;
}

template <class U, class T, class Range>
U Digested(const T& element, const Range& side) {
  BagDigest digest;
  for (const auto& other : side) digest.Add(ToValue(other));
  return FromValue<U>(WithDigest(kTypeOf<U>, ToValue(element), digest.value()));
}

template <class U, class T>
PCollection<U> BuildLookup(const Step& step, const PCollection<T>& in, const PCollection<Pair>& side) {
  if (step.form == SideForm::kMap) {
    return Map(
        in,
        [](const T& element, MapView<std::string, std::int64_t> map) {
          const std::string key = KeyOf(element);
          const std::int64_t* found = map.Find(key);
          std::vector<Pair> pairs;
          if (found != nullptr) pairs.push_back({key, *found});
          return Digested<U>(element, pairs);
        },
        side);
  }
  return Map(
      in,
      [](const T& element, MultiMapView<std::string, std::int64_t> map) {
        const std::string key = KeyOf(element);
        std::vector<Pair> pairs;
        for (const std::int64_t n : map.Find(key)) pairs.push_back({key, n});
        return Digested<U>(element, pairs);
      },
      side);
}

template <class U, class T, class S>
PCollection<U> BuildRange(const Step& step, const PCollection<T>& in, const PCollection<S>& side) {
  if (step.form == SideForm::kList) {
    return Map(
        in, [](const T& element, const std::vector<S>& all) { return Digested<U>(element, all); }, side);
  }
  if (step.form == SideForm::kIter) {
    return ParDo(
        in, [](const T& element, Iter<S> all, Emitter<U> emit) { emit(Digested<U>(element, all)); }, side);
  }
  return Map(
      in, [](const T& element, const S& only) { return Digested<U>(element, std::vector<S>{only}); }, side);
}

}  // namespace

AnyCollection BuildSide(const Step& step, const AnyCollection& in, const AnyCollection& side) {
  return WithPlain(in, [&]<class T>(const PCollection<T>& main) -> AnyCollection {
    return WithType(step.type, [&]<class U>() -> AnyCollection {
      if (step.form == SideForm::kMap || step.form == SideForm::kMultiMap) {
        return BuildLookup<U>(step, main, std::get<PCollection<Pair>>(side));
      }
      return WithPlain(side, [&]<class S>(const PCollection<S>& typed) -> AnyCollection {
        return BuildRange<U>(step, main, typed);
      });
    });
  });
}

}  // namespace beam::testing
