#include "beam/fn/generic_callable.h"

#include <catch2/catch.hpp>
#include <concepts>
#include <functional>
#include <string>
#include <vector>

#include "beam/beam.h"

namespace beam::internal {
namespace {

using Text = std::string;
using Pair = KV<Text, int>;
using Group = KV<Text, Iter<int>>;

/// True if `DoFn` is right for the types and has exactly these outputs.
template <class... Output>
struct Gives {
  template <class Element, class... Side, class DoFn>
  static bool Over(const DoFn&) {
    using S = Signature<DoFn, Element, Side...>;
    return S::kFinding.ok() && std::is_same_v<typename S::Outputs, TypeList<Output...>>;
  }
};

template <class Element, class... Side, class DoFn>
Diagnosis MistakeOf(const DoFn&) {
  return Signature<DoFn, Element, Side...>::kFinding.what;
}

TEST_CASE("auto stands for the element, however it is taken") {
  CHECK(Gives<Text::size_type>::Over<Text>([](auto t) { return t.size(); }));
  CHECK(Gives<Text::size_type>::Over<Text>([](const auto& t) { return t.size(); }));
  CHECK(Gives<Text::size_type>::Over<Text>([](auto&& t) { return t.size(); }));
  CHECK(Gives<int>::Over<int>([](std::integral auto n) { return n; }));
  CHECK(Gives<Text>::Over<Text>([]<class T>(const T& t) { return t; }));
  CHECK(Gives<Text>::Over<Text>([](const auto&... t) { return (Text() + ... + t); }));
}

TEST_CASE("auto stands for a KV whole or in parts") {
  CHECK(Gives<int>::Over<Pair>([](const auto& kv) { return kv.value; }));
  CHECK(Gives<int>::Over<Pair>([](auto, auto v) { return v; }));
  CHECK(Gives<Text>::Over<Pair>([](auto&& k, auto&&) { return k; }));
  CHECK(Gives<int>::Over<Pair>([](const Text&, auto v) { return v; }));
  CHECK(Gives<Text>::Over<Pair>([](auto k, int) { return k; }));
  CHECK(Gives<int>::Over<Pair>([]<class K, class V>(const KV<K, V>& kv) { return kv.value; }));
  CHECK(Gives<int>::Over<KV<int, int>>(std::plus<>()));
}

TEST_CASE("auto stands for the values of a group") {
  CHECK(Gives<Text>::Over<Group>([](const auto& k, auto) { return k; }));
  CHECK(Gives<int>::Over<Group>([]<class K, class V>(const K&, Iter<V>) { return V(); }));
  CHECK(Gives<Text>::Over<CoGrouped<Text, int, long>>([](const auto& k, auto, auto) { return k; }));
}

TEST_CASE("what stands in front of and behind auto has types") {
  CHECK(Gives<Text, int>::Over<Text>([](EventTime, auto t, Emitter<int>) { return t; }));
  CHECK(Gives<int>::Over<Text>([](Context&, Window, const auto&, Emitter<int>) {}));
  CHECK(Gives<int>::Over<Pair>([](Context&, BundleFinalizer, EventTime, auto, auto value) { return value; }));
  CHECK(Gives<std::size_t>::Over<Text, int>(
      [](const auto& t, const std::vector<int>& s) { return t.size() + s.size(); }));
  CHECK(Gives<Text>::Over<Text>([]<class T>(const T&, Emitter<T>) {}));
}

TEST_CASE("a mutable generic lambda is asked with the right types only") {
  CHECK(Gives<Text>::Over<Text>([](auto t) mutable {
    t += "!";
    return t;
  }));
  CHECK(Gives<int>::Over<Pair>([](auto k, auto v) mutable {
    k += "!";
    return v;
  }));
}

TEST_CASE("the body is not looked at before the types are known") {
  // None of these bodies compiles for anything; that the expressions below do shows that nobody tried.
  const auto emits = [](const auto& t, auto emit) { emit(t.NoSuchMember()); };
  CHECK(MistakeOf<Text>(emits) == Diagnosis::kGenericTrailing);
  const auto reads = [](const auto& t, const auto& side) { return t.NoSuchMember() + side; };
  CHECK(MistakeOf<Text, int>(reads) == Diagnosis::kGenericTrailing);
  const auto constrained = [](std::integral auto n) { return n.NoSuchMember(); };
  CHECK(MistakeOf<Text>(constrained) == Diagnosis::kGenericUnresolved);
  const auto many = [](auto a, auto b, auto c) { return a.NoSuchMember() + b + c; };
  CHECK(MistakeOf<Pair>(many) == Diagnosis::kGenericTrailing);
}

TEST_CASE("callables that cannot be pointed to are called to learn their result") {
  CHECK(Gives<int>::Over<int>(std::bind(std::plus<>(), std::placeholders::_1, 3)));
  CHECK(Gives<int>::Over<int>(std::negate<>()));
  struct Overloaded {
    Text operator()(const Text& t) const { return t; }
    int operator()(int n) const { return n; }
  };
  CHECK(Gives<int>::Over<int>(Overloaded()));
  CHECK(Gives<Text>::Over<Text>(Overloaded()));
}

struct TemplatedMethod {
  template <class T>
  void ProcessElement(const T&, Emitter<T>) {}
};
struct TemplatedMethodOfParts {
  template <class K, class V>
  V ProcessElement(const K&, const V& v) {
    return v;
  }
};

struct TemplatedMethodOfVector {
  template <class T>
  void ProcessElement(const std::vector<T>&) {}
};

TEST_CASE("a ProcessElement may be a template of the element's types") {
  CHECK(Gives<Text>::Over<Text>(TemplatedMethod()));
  CHECK(Gives<int>::Over<Pair>(TemplatedMethodOfParts()));
  CHECK(MistakeOf<Text>(TemplatedMethodOfParts()) == Diagnosis::kGenericTrailing);
  CHECK(MistakeOf<Pair>(TemplatedMethodOfVector()) == Diagnosis::kProcessElementUnclear);
}

}  // namespace
}  // namespace beam::internal
