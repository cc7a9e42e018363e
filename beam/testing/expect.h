// Expect: what a collection must contain.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/make_shared.h"
#include "beam/collect.h"
#include "beam/scope.h"
#include "beam/testing/comparable.h"
#include "beam/testing/element_difference.h"
#include "beam/testing/near.h"
#include "beam/testing/pane_selection.h"

namespace beam::testing {

namespace internal {

/// What is asked of the elements; it answers with a text that is empty when all is well.
using Question = std::function<std::string(const ElementList&)>;

/// The elements that a test has named, and what keeps them.
struct ExpectedElements {
  std::shared_ptr<void> owner;
  ElementList list;
};

inline ElementList PointersTo(const std::vector<bool>& values) {
  static constexpr bool kValues[] = {false, true};
  ElementList elements;
  for (const bool value : values) elements.push_back(&kValues[value ? 1 : 0]);
  return elements;
}
template <class T>
ElementList PointersTo(const std::vector<T>& values) {
  ElementList elements;
  for (const T& value : values) elements.push_back(&value);
  return elements;
}

template <class T>
ExpectedElements KeepExpected(std::vector<T> values) {
  const auto kept = beam::internal::MakeShared<std::vector<T>>(std::move(values));
  return {kept, PointersTo(*kept)};
}

/// The questions of Expectation's methods of these names.
Question ToContain(const ElementForms& forms, ExpectedElements expected);
Question ToHaveSize(const ElementForms& forms, std::size_t expected);
Question ToBeNear(const ElementForms& forms, NearElement (*form)(const void* element), ExpectedElements expected,
                  double tolerance);

/// Asks the question when the run has ended; a failure says which collection it is about, and which line asked.
void AddElementCheck(beam::internal::PipelineBuilder& state, beam::internal::CollectionId collection,
                     const std::source_location& location, std::shared_ptr<beam::internal::CollectedBase> collected,
                     const PaneSelection& selection, Question question);

/// A key with the values that belong to it, of pairs or of groups.
template <class Element>
struct ValuesOfKeyImpl;
template <class K, class V>
struct ValuesOfKeyImpl<KV<K, V>> {
  using Type = KV<K, std::vector<V>>;
};
template <class K, class V>
struct ValuesOfKeyImpl<KV<K, Iter<V>>> {
  using Type = KV<K, std::vector<V>>;
};
template <class Element>
using ValuesOfKey = typename ValuesOfKeyImpl<Element>::Type;

}  // namespace internal

/// What a test says about one collection; made by Expect. Each method records one expectation, which is asked when the run
/// has ended DONE. T is what elements are compared as: groups as KV<K, std::vector<V>>, their values in any order.
template <class Element>
class Expectation {
 public:
  using T = typename internal::Comparable<Element>::Type;

  Expectation(const PCollection<Element>& elements, const std::source_location& location)
      : Expectation(Gather(elements, location), location) {}

  /// The following expectations are about the elements in this window only, of all of its panes.
  Expectation InWindow(const Window& window) const { return About(window, internal::Panes::kAll); }
  /// Those that a trigger let out before the watermark had passed the end of the window.
  Expectation InEarlyPanes(const Window& window) const { return About(window, internal::Panes::kEarly); }
  /// Those that came out when it had.
  Expectation InOnTimePane(const Window& window) const { return About(window, internal::Panes::kOnTime); }
  /// Those of elements that came after that.
  Expectation InLatePanes(const Window& window) const { return About(window, internal::Panes::kLate); }
  /// What has come out without the late panes.
  Expectation InNonLatePanes(const Window& window) const { return About(window, internal::Panes::kNotLate); }
  /// Those of the last pane of their key: with accumulating panes, what the window has come to in the end. What was never grouped is
  /// in a final pane.
  Expectation InFinalPane(const Window& window) const { return About(window, internal::Panes::kFinal); }

  /// These elements and no others, each as often as it is named.
  const Expectation& ToContainInAnyOrder(std::vector<T> expected) const {
    internal::RequireComparable<T>();
    for (auto&& value : expected) Normalize(value);
    return Ask(internal::ToContain(kForms, internal::KeepExpected(std::move(expected))));
  }
  const Expectation& ToContainInAnyOrder(std::initializer_list<T> expected) const {
    return ToContainInAnyOrder(std::vector<T>(expected));
  }

  /// Exactly one element, equal to this one.
  const Expectation& ToBe(T expected) const {
    std::vector<T> one;
    one.push_back(std::move(expected));
    return ToContainInAnyOrder(std::move(one));
  }

  const Expectation& ToBeEmpty() const { return ToHaveSize(0); }
  const Expectation& ToHaveSize(std::size_t expected) const { return Ask(internal::ToHaveSize(kForms, expected)); }

  /// For elements KV<K, V> and for groups: these keys and no others, each with these values in any order.
  ///
  ///   Expect(sales).ToContainPerKey({{"pear", {1, 2}}, {"plum", {5}}});
  ///   Expect(beam::GroupByKey(sales)).ToContainPerKey({{"pear", {1, 2}}, {"plum", {5}}});
  template <class E = Element>
  const Expectation& ToContainPerKey(std::vector<internal::ValuesOfKey<E>> expected) const {
    if constexpr (std::is_same_v<internal::ValuesOfKey<E>, T>) {
      return ToContainInAnyOrder(std::move(expected));
    } else {
      std::vector<T> flat;
      for (const auto& [key, values] : expected) {
        for (auto&& value : values) flat.push_back(T{key, value});
      }
      return ToContainInAnyOrder(std::move(flat));
    }
  }

  /// For floating point numbers, alone or as the values of KV: these elements in any order, no number further off than
  /// `tolerance`.
  const Expectation& ToBeNear(std::vector<T> expected, double tolerance) const {
    return Ask(internal::ToBeNear(kForms, &internal::NearElementOf<T>, internal::KeepExpected(std::move(expected)),
                                  tolerance));
  }
  const Expectation& ToBeNear(std::initializer_list<T> expected, double tolerance) const {
    return ToBeNear(std::vector<T>(expected), tolerance);
  }
  const Expectation& ToBeNear(T expected, double tolerance) const {
    return ToBeNear(std::vector<T>{std::move(expected)}, tolerance);
  }

  /// `satisfied(elements)` looks at all elements, as a const std::vector<T>&, and returns whether they are right, or a text
  /// that says what is wrong with them (empty if nothing is), or nothing, after assertions of the test framework.
  template <class Predicate>
  const Expectation& ToSatisfy(Predicate satisfied) const {
    return Ask([satisfied = std::move(satisfied)](const internal::ElementList& actual) {
      std::vector<T> values;
      for (const void* element : actual) values.push_back(*static_cast<const T*>(element));
      using Answer = decltype(satisfied(static_cast<const std::vector<T>&>(values)));
      if constexpr (std::is_void_v<Answer>) {
        satisfied(static_cast<const std::vector<T>&>(values));
        return std::string();
      } else if constexpr (std::is_same_v<Answer, bool>) {
        if (satisfied(static_cast<const std::vector<T>&>(values))) return std::string();
        return "does not satisfy the predicate\n  elements: " +
               internal::ListText(internal::PrintedElements(kForms, actual), actual.size());
      } else {
        return std::string(satisfied(static_cast<const std::vector<T>&>(values)));
      }
    });
  }

  /// `satisfied(element)` is true for every element.
  template <class Predicate>
  const Expectation& AllToSatisfy(Predicate satisfied) const {
    return Ask([satisfied = std::move(satisfied)](const internal::ElementList& actual) {
      internal::ElementList wrong;
      for (const void* element : actual) {
        if (!satisfied(*static_cast<const T*>(element))) wrong.push_back(element);
      }
      if (wrong.empty()) return std::string();
      return internal::DifferenceText({}, 0, internal::PrintedElements(kForms, wrong), wrong.size(),
                                      actual.size() - wrong.size());
    });
  }

 private:
  static constexpr const internal::ElementForms& kForms = internal::kFormsOf<T>;
  struct Gathered {
    PCollection<Element> source;
    std::shared_ptr<beam::internal::CollectedBase> collected;
  };

  Expectation(Gathered gathered, const std::source_location& location)
      : source_(gathered.source), collected_(std::move(gathered.collected)), location_(location) {}

  static Gathered Gather(const PCollection<Element>& elements, const std::source_location& location) {
    const beam::internal::Composite composite(elements.state(),
                                              "Expect(" + beam::internal::ShortLocation(location) + ")", location);
    const PCollection<T> compared = internal::Comparable<Element>::Of(elements, location);
    beam::internal::Owned<beam::internal::CollectedBase> values(new beam::internal::CollectedValues<T>());
    return {elements, beam::internal::AddCollect(compared.state(), compared.id(), location, std::move(values))};
  }
  static void Normalize(T& value) { internal::Comparable<Element>::Normalize(value); }
  // A vector of bool hands out references of its own; a bool needs no normal form.
  template <class Reference>
    requires(!std::is_same_v<Reference, T>)
  static void Normalize(Reference&) {}

  Expectation About(const Window& window, internal::Panes panes) const {
    Expectation about = *this;
    about.selection_ = {window, panes};
    return about;
  }
  const Expectation& Ask(internal::Question question) const {
    internal::AddElementCheck(source_.state(), source_.id(), location_, collected_, selection_, std::move(question));
    return *this;
  }

  PCollection<Element> source_;
  std::shared_ptr<beam::internal::CollectedBase> collected_;
  internal::PaneSelection selection_;
  std::source_location location_;
};

/// Input: any collection, small enough to be held in memory. The expectations that follow are asked when the run has ended
/// DONE; those that are not met make TestPipeline::Run fail the test (and Pipeline::Run return a failed result), with what is
/// missing and what is unexpected, on this line. Elements are equal when their encodings are, or their operator== says so.
/// Move-only elements are moved out of the pipeline, so that their collection may have no other consumer.
///
///   Expect(counts).ToContainInAnyOrder({{"to", 2}, {"be", 1}});
///   Expect(total).ToBe(3);
///   Expect(mean).ToBeNear(1.5, 0.001);
///   Expect(counts).AllToSatisfy([](const auto& kv) { return kv.value > 0; });
///   Expect(sums).InOnTimePane(window).ToBe(7);
template <class T>
[[nodiscard]] Expectation<T> Expect(const PCollection<T>& elements,
                                    std::source_location location = std::source_location::current()) {
  return Expectation<T>(elements, location);
}

}  // namespace beam::testing
