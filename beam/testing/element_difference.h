// ElementDifference: what one bag of elements has that another has not.
#pragma once

#include <concepts>
#include <string>
#include <vector>

#include "beam/testing/printed.h"
#include "coders/coders.h"

namespace beam::testing::internal {

/// The elements of a collection, or those that a test expects; all of one type. What is done with them is compiled once for all types.
using ElementList = std::vector<const void*>;

/// What a type knows of its elements.
struct ElementForms {
  std::string (*printed)(const void* element);
  /// Null if the type has no coder.
  std::string (*encoded)(const void* element);
  /// Null if equal encodings say all.
  bool (*equal)(const void* a, const void* b);
};

struct ElementDifference {
  ElementList missing;
  ElementList unexpected;
  std::size_t matched = 0;
};

// The containers of the standard library claim an operator== that their elements may not have.
template <class T>
inline constexpr bool kHasEquals = std::equality_comparable<T>;
template <class T>
  requires requires { typename T::value_type; }
inline constexpr bool kHasEquals<T> = std::equality_comparable<T> && kHasEquals<typename T::value_type>;
template <class K, class V>
inline constexpr bool kHasEquals<KV<K, V>> = kHasEquals<K> && kHasEquals<V>;

template <class T>
std::string PrintedElement(const void* element) {
  return Printed(*static_cast<const T*>(element));
}
template <class T>
std::string EncodedElement(const void* element) {
  return EncodeElement(*static_cast<const T*>(element));
}
template <class T>
bool EqualElements(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

template <class T>
constexpr ElementForms FormsOf() {
  ElementForms forms = {&PrintedElement<T>, nullptr, nullptr};
  if constexpr (kHasCoder<T>) forms.encoded = &EncodedElement<T>;
  if constexpr (kHasEquals<T> && !kIsDeterministic<T>) forms.equal = &EqualElements<T>;
  return forms;
}
template <class T>
inline constexpr ElementForms kFormsOf = FormsOf<T>();

template <class T>
consteval void RequireComparable() {
  static_assert(
      kHasCoder<T> || kHasEquals<T>,
      "Expect compares elements by their encodings or with operator==, and this type has neither a coder nor an "
      "operator==; give it one, or say ToSatisfy");
}

/// Elements with equal encodings are equal, and those that operator== calls so: encodings may be not unique, or missing.
/// Takes n log n steps, and n^2 for the elements that have no equal encoding.
ElementDifference Compare(const ElementForms& forms, const ElementList& actual, const ElementList& expected);

/// The lines of a failure: "--- missing: ..." and "+++ unexpected: ...", at most some of each, and a summary.
std::string DifferenceText(const std::vector<std::string>& missing, std::size_t missing_count,
                           const std::vector<std::string>& unexpected, std::size_t unexpected_count,
                           std::size_t matched);
/// "[a, b, c]" on one line, or its beginning.
std::string ListText(const std::vector<std::string>& texts, std::size_t count);

/// How many elements a failure prints of each kind.
inline constexpr std::size_t kElementsPrinted = 20;

std::vector<std::string> PrintedElements(const ElementForms& forms, const ElementList& elements);

/// Empty when there is no difference.
std::string Describe(const ElementForms& forms, const ElementDifference& difference);

/// The difference of two lists whose elements are in order and know their `element`. `order(a, b)` is negative, zero or positive as `a`
/// comes before, is as good as, or comes after `b`.
template <class Ordered, class Order>
ElementDifference DifferenceInOrder(const std::vector<Ordered>& actual, const std::vector<Ordered>& expected,
                                    Order order_of) {
  ElementDifference difference;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < actual.size() || j < expected.size()) {
    const int order = i == actual.size() ? 1 : j == expected.size() ? -1 : order_of(actual[i], expected[j]);
    if (order == 0) ++difference.matched;
    if (order < 0) difference.unexpected.push_back(actual[i].element);
    if (order > 0) difference.missing.push_back(expected[j].element);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  return difference;
}

}  // namespace beam::testing::internal
