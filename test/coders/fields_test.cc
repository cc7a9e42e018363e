// Which types are plain structs, how many members they have, and what the members are called.
#include "coders/fields.h"

#include <any>
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <regex>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

namespace {

using beam::internal::Field;
using beam::internal::FieldName;
using beam::internal::FieldsProblem;
using beam::internal::ForEachField;
using beam::internal::kFieldCount;
using beam::internal::kFieldsProblem;
using beam::internal::kIsReflectable;

// Plain structs, each with what makes it interesting, and the number of its members.
template <class T, std::size_t kCount>
constexpr bool kHasFields = kIsReflectable<T> && kFieldCount<T> == kCount && boost::pfr::tuple_size_v<T> == kCount;

struct Click {
  std::string user;
  std::int64_t at;
};
struct Empty {};
struct NoDefault {
  explicit NoDefault(int) {}
};
struct Nested {
  Click click;
  Empty empty;
  std::vector<Click> clicks;
  beam::KV<std::string, int> pair;
};
struct Optionals {
  std::optional<int> number;
  std::optional<Click> click;
  std::optional<std::chrono::seconds> time;
};
struct WorkingData {
  int limit = 10;
  std::regex pattern;
  std::unordered_map<int, int> seen;
  std::function<void()> done;
  std::any anything;
  std::variant<int, std::string> either;
};
struct MoveOnly {
  std::unique_ptr<int> owned;
  std::optional<int> number;
  std::vector<std::unique_ptr<int>> many;
};
struct Immovable {
  std::mutex mutex;
  std::atomic<int> count;
};
struct WithoutDefaults {
  NoDefault first;
  int second;
  NoDefault third;
};
struct AnyFirst {
  std::any anything;
  int number;
};
struct ConstWithoutDefault {
  const NoDefault fixed;
  std::any anything;
  std::optional<int> number;
};
struct Scalars {
  const int constant;
  int* pointer;
  void (*function)(int);
  bool flag;
  double real;
};
struct Letters {
  std::string a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z;
};
static_assert(kHasFields<Click, 2>);
static_assert(kHasFields<Empty, 0>);
static_assert(kHasFields<Nested, 4>);
static_assert(kHasFields<Optionals, 3>);
static_assert(kHasFields<WorkingData, 6>);
static_assert(kHasFields<MoveOnly, 3>);
static_assert(kHasFields<Immovable, 2>);
static_assert(kHasFields<WithoutDefaults, 3>);
static_assert(kHasFields<AnyFirst, 2>);
static_assert(kHasFields<ConstWithoutDefault, 3>);
static_assert(kHasFields<Scalars, 5>);
static_assert(kHasFields<Letters, 26>);

// What is no plain struct, and why.
template <class T, FieldsProblem kProblem>
constexpr bool kRefused = !kIsReflectable<T> && kFieldsProblem<T> == kProblem;

struct ArrayInside {
  int numbers[3];
  int count;
};
struct StringArray {
  std::string first;
  std::string names[2];
};
struct ArrayBetween {
  NoDefault before;
  char text[16];
  NoDefault after;
};
struct Derived : Click {
  int more;
};
struct DerivedFromEmpty : Empty {
  int more;
};
struct BitFields {
  int low : 3;
  unsigned high : 5;
  long whole;
};
struct Reference {
  int number;
  std::string& text;
};
struct OneBit {
  std::string text;
  bool flag : 1;
};
union Union {
  int number;
  float real;
};
struct Constructed {
  explicit Constructed(int n) : number(n) {}
  int number;
};
class Private {
 public:
  int visible = 0;

 private:
  [[maybe_unused]] int hidden_ = 0;
};
struct Virtual {
  virtual ~Virtual() = default;
  int number = 0;
};
struct Incomplete;
static_assert(kRefused<ArrayInside, FieldsProblem::kArray>);
static_assert(kRefused<StringArray, FieldsProblem::kArray>);
static_assert(kRefused<ArrayBetween, FieldsProblem::kArray>);
static_assert(kRefused<Derived, FieldsProblem::kBase>);
static_assert(kRefused<DerivedFromEmpty, FieldsProblem::kBase>);
static_assert(kRefused<BitFields, FieldsProblem::kBitField>);
static_assert(kRefused<Reference, FieldsProblem::kReference>);
static_assert(kRefused<OneBit, FieldsProblem::kBitField>);
static_assert(kRefused<Union, FieldsProblem::kNotAggregate>);
static_assert(kRefused<Constructed, FieldsProblem::kNotAggregate>);
static_assert(kRefused<Private, FieldsProblem::kNotAggregate>);
static_assert(kRefused<Virtual, FieldsProblem::kNotAggregate>);
static_assert(kRefused<Incomplete, FieldsProblem::kNotAggregate>);
static_assert(kRefused<std::string, FieldsProblem::kNotAggregate>);
static_assert(kRefused<int, FieldsProblem::kNotAggregate>);
static_assert(kRefused<int&, FieldsProblem::kNotAggregate>);
static_assert(kRefused<int[3], FieldsProblem::kNotAggregate>);
static_assert(kRefused<void, FieldsProblem::kNotAggregate>);
static_assert(kRefused<void(), FieldsProblem::kNotAggregate>);
static_assert(kRefused<std::array<int, 3>, FieldsProblem::kTupleLike>);
static_assert(kRefused<beam::KV<int, int>, FieldsProblem::kTupleLike>);

template <class T>
struct Templated {
  T first_member;
  T second;
};
struct Wide {
  int größe;
};

TEST_CASE("a member has the name the user wrote, whatever the type and wherever it was declared") {
  struct Local {
    int alpha;
    std::string beta;
  };
  [[maybe_unused]] static struct {
    int gamma;
    std::vector<int> delta;
  } anonymous{};
  using Anonymous = decltype(anonymous);
  STATIC_REQUIRE(FieldName<Click, 0>() == "user");
  STATIC_REQUIRE(FieldName<Click, 1>() == "at");
  STATIC_REQUIRE(FieldName<Local, 0>() == "alpha");
  STATIC_REQUIRE(FieldName<Local, 1>() == "beta");
  STATIC_REQUIRE(FieldName<Anonymous, 0>() == "gamma");
  STATIC_REQUIRE(FieldName<Anonymous, 1>() == "delta");
  STATIC_REQUIRE(FieldName<Templated<Local>, 0>() == "first_member");
  STATIC_REQUIRE(FieldName<Templated<std::map<int, Click>>, 1>() == "second");
  STATIC_REQUIRE(FieldName<Wide, 0>() == "größe");
  STATIC_REQUIRE(FieldName<MoveOnly, 0>() == "owned");
  STATIC_REQUIRE(FieldName<Immovable, 1>() == "count");
  STATIC_REQUIRE(FieldName<WithoutDefaults, 2>() == "third");
  STATIC_REQUIRE(FieldName<Letters, 25>() == "z");
  CHECK(std::string(FieldName<const Local, 1>()) == "beta");
}

TEST_CASE("members are visited in the order of declaration, and can be changed") {
  Click click{"ada", 7};
  std::string names;
  ForEachField(click, [&](std::string_view name, auto& member) {
    names += std::string(name) + ' ';
    if constexpr (std::is_same_v<decltype(member), std::int64_t&>) member = 8;
  });
  CHECK(names == "user at ");
  CHECK(click.at == 8);
  const Click& constant = click;
  STATIC_REQUIRE(std::is_same_v<decltype(Field<1>(constant)), const std::int64_t&>);
  CHECK(&Field<0>(constant) == &click.user);
}

}  // namespace
