// ElementDifference: what one bag of elements has that another has not.
#pragma once

#include <algorithm>
#include <concepts>
#include <string>
#include <utility>
#include <vector>

#include "beam/testing/printed.h"
#include "coders/coders.h"

namespace beam::testing::internal {

/// The elements of a collection, or those that a test expects. Points to them, because they need not be copyable.
template <class T>
using Elements = std::vector<const T*>;

template <class T>
struct ElementDifference {
  Elements<T> missing;
  Elements<T> unexpected;
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

/// Elements with their encodings, in the order of these.
template <class T>
std::vector<std::pair<std::string, const T*>> Encoded(const Elements<T>& elements) {
  std::vector<std::pair<std::string, const T*>> encoded;
  encoded.reserve(elements.size());
  for (const T* element : elements) encoded.emplace_back(EncodeElement(*element), element);
  std::sort(encoded.begin(), encoded.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return encoded;
}

/// Elements with equal encodings are equal. Takes n log n steps.
template <class T>
ElementDifference<T> CompareEncodings(const Elements<T>& actual, const Elements<T>& expected) {
  ElementDifference<T> difference;
  const auto a = Encoded(actual);
  const auto e = Encoded(expected);
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < e.size()) {
    const int order = i == a.size() ? 1 : j == e.size() ? -1 : a[i].first.compare(e[j].first);
    if (order == 0) ++difference.matched;
    if (order < 0) difference.unexpected.push_back(a[i].second);
    if (order > 0) difference.missing.push_back(e[j].second);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  return difference;
}

/// Takes out what operator== calls equal: among elements whose encodings are not unique, or that have none.
template <class T>
void MatchEquals(ElementDifference<T>& difference) {
  Elements<T> unexpected;
  for (const T* actual : difference.unexpected) {
    const auto found = std::find_if(difference.missing.begin(), difference.missing.end(),
                                    [&](const T* expected) { return *actual == *expected; });
    if (found == difference.missing.end()) {
      unexpected.push_back(actual);
    } else {
      difference.missing.erase(found);
      ++difference.matched;
    }
  }
  difference.unexpected = std::move(unexpected);
}

template <class T>
ElementDifference<T> Compare(const Elements<T>& actual, const Elements<T>& expected) {
  static_assert(
      kHasCoder<T> || kHasEquals<T>,
      "Expect compares elements by their encodings or with operator==, and this type has neither a coder nor an "
      "operator==; give it one, or say ToSatisfy");
  ElementDifference<T> difference;
  if constexpr (kHasCoder<T>) {
    difference = CompareEncodings(actual, expected);
  } else {
    difference.unexpected = actual;
    difference.missing = expected;
  }
  if constexpr (kHasEquals<T> && !kIsDeterministic<T>) MatchEquals(difference);
  return difference;
}

/// The lines of a failure: "--- missing: ..." and "+++ unexpected: ...", at most some of each, and a summary.
std::string DifferenceText(const std::vector<std::string>& missing, std::size_t missing_count,
                           const std::vector<std::string>& unexpected, std::size_t unexpected_count,
                           std::size_t matched);
/// "[a, b, c]" on one line, or its beginning.
std::string ListText(const std::vector<std::string>& texts, std::size_t count);

/// How many elements a failure prints of each kind.
inline constexpr std::size_t kElementsPrinted = 20;

template <class T>
std::vector<std::string> PrintedElements(const Elements<T>& elements) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < elements.size() && i < kElementsPrinted; ++i) texts.push_back(Printed(*elements[i]));
  return texts;
}

/// Empty when there is no difference.
template <class T>
std::string Describe(const ElementDifference<T>& difference) {
  if (difference.missing.empty() && difference.unexpected.empty()) return std::string();
  return DifferenceText(PrintedElements(difference.missing), difference.missing.size(),
                        PrintedElements(difference.unexpected), difference.unexpected.size(), difference.matched);
}

}  // namespace beam::testing::internal
