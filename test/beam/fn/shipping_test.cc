// How functions are written for, and made again in, another process of this program.
#include "beam/fn/shipping.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"
#include "test/beam/fn/same_names.h"

namespace beam::internal {
namespace {

template <class T>
T Again(const T& value) {
  REQUIRE(Shipping<T>::Problem().empty());
  std::string bytes;
  ByteWriter out(bytes);
  Shipping<T>::Write(value, out);
  ByteReader in(bytes);
  T again = Shipping<T>::Read(in);
  in.RequireEmpty();
  return again;
}

int Twice(int n) { return 2 * n; }
int Thrice(int n) { return 3 * n; }

TEST_CASE("a pointer to a function is sent as its place, not as its type") {
  CHECK(Again(&Twice)(7) == 14);
  CHECK(Again(&Thrice)(7) == 21);
}

struct Shape {
  virtual ~Shape() = default;
  virtual std::string Name() const { return "shape"; }
  std::string Plain() const { return "plain"; }
  int sides = 0;
  int angles = 0;
};
struct Square : Shape {
  std::string Name() const override { return "square"; }
};

TEST_CASE("pointers to members are sent: to data, to functions, to virtual functions") {
  Square square;
  square.angles = 4;
  CHECK(square.*Again(&Shape::angles) == 4);
  CHECK((square.*Again(&Shape::Plain))() == "plain");
  CHECK((square.*Again(&Shape::Name))() == "square");
}

TEST_CASE("a pointer to a member that lies behind its class is refused") {
  std::string bytes;
  ByteWriter out(bytes);
  out.PutByte(0);
  out.PutVarint(1000);
  out.PutFixed64(0);
  ByteReader in(bytes);
  CHECK_THROWS_AS(Shipping<int Shape::*>::Read(in), Error);
}

TEST_CASE("lambdas that capture nothing are made out of nothing, with any capture default") {
  CHECK(Again([](int n) { return n + 1; })(1) == 2);
  CHECK(Again([=](int n) { return n + 2; })(1) == 3);
  CHECK(Again([&](int n) { return n + 3; })(1) == 4);
}

struct Threshold {
  std::int64_t limit = 0;
  std::vector<std::string> names;
  int (*function)(int) = nullptr;
  Local<std::minstd_rand> random;
};

TEST_CASE("a plain struct is sent member by member, but for what is local") {
  Threshold threshold{7, {"a", "b"}, &Twice, {}};
  threshold.random->discard(5);
  Threshold again = Again(threshold);
  CHECK(again.limit == 7);
  CHECK(again.names == std::vector<std::string>{"a", "b"});
  CHECK(again.function(4) == 8);
  CHECK((*again.random)() == std::minstd_rand()());
}

class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(int limit) : limit_(limit) {}
  int limit() const { return limit_; }
  int calls() const { return calls_; }
  void Call() { ++calls_; }

 private:
  int limit_ = 0;
  int calls_ = 0;

 public:
  static constexpr auto Fields = std::tuple{&Guarded::limit_};
};

struct Silence {
  std::int64_t limit = 0;
  ValueState<std::int64_t, "last"> last;
  EventTimer<"end"> end;
  void ProcessElement(const std::string&, std::int64_t) {}
  void OnTimer(EventTimer<"end">&) {}
};

TEST_CASE("a DoFn with state and timers takes its configuration along, and finds the states over there") {
  CHECK(Again(Silence{600, {}, {}}).limit == 600);
}

TEST_CASE("a class with private members is sent by the fields that it lists") {
  Guarded guarded(9);
  guarded.Call();
  const Guarded again = Again(guarded);
  CHECK(again.limit() == 9);
  CHECK(again.calls() == 0);
}

TEST_CASE("Bind makes a function of the parameters that are left, and it can be sent") {
  const auto bound = Bind([](std::size_t limit, const std::string& suffix,
                             const std::string& word) { return word.size() > limit ? word + suffix : word; },
                          std::size_t{3}, std::string("!"));
  CHECK(Again(bound)("four") == "four!");
  CHECK(Again(bound)("two") == "two");
  CHECK(Again(Bind(&Twice))(2) == 4);
}

struct Counting {
  Counter words{"shipping", "words"};
  std::int64_t limit = 0;
};

TEST_CASE("metrics are sent by their names") {
  const Counting again = Again(Counting{Counter("shipping", "others"), 4});
  CHECK(Counter::ShippedPartOf(again.words).value == "others");
  CHECK(again.limit == 4);
}

struct WithEngine {
  std::minstd_rand engine;
};
struct Nested {
  std::function<int(int)> function;
};
class Ordered {
 public:
  explicit Ordered(int n) : n_(n) {}
  int n() const { return n_; }

 private:
  int n_;

 public:
  static constexpr auto Fields = std::tuple{&Ordered::n_};
};
class Closed {
 public:
  explicit Closed(int n) : n_(n) {}
  int n() const { return n_; }

 private:
  int n_;
};

TEST_CASE("what cannot be sent says why, and what to write instead") {
  int n = 3;
  const auto captures = [n](int m) { return n + m; };
  CHECK_THAT(Shipping<std::decay_t<decltype(captures)>>::Problem(), Catch::Contains("beam::Bind"));
  CHECK_THAT(Shipping<std::function<int(int)>>::Problem(), Catch::Contains("std::function"));
  CHECK_THAT(Shipping<Nested>::Problem(), Catch::Contains("std::function"));
  CHECK_THAT(Shipping<WithEngine>::Problem(), Catch::Contains("'engine'") && Catch::Contains("beam::Local"));
  CHECK_THAT(Shipping<Ordered>::Problem(), Catch::Contains("default constructor"));
  CHECK_THAT(Shipping<Closed>::Problem(), Catch::Contains("Fields"));
  CHECK_THAT(Shipping<const int*>::Problem(), Catch::Contains("memory of this process"));
}

TEST_CASE("same names in two files, and one signature, are different functions") {
  CHECK(Again(FirstAnonymous())(1) == "first 1");
  CHECK(Again(SecondAnonymous())(1) == "second 1");
  CHECK(Again(SharedAnonymous())(1) == "shared 1");
  CHECK(Again(&FirstNamed)(1) == "named first 1");
  CHECK(Again(&SecondNamed)(1) == "named second 1");
}

// The bytes of a string as an environment variable can hold them.
std::string ToText(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += static_cast<char>('a' + (static_cast<unsigned char>(byte) >> 4));
    text += static_cast<char>('a' + (static_cast<unsigned char>(byte) & 15));
  }
  return text;
}
std::string FromText(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>((text[i] - 'a') << 4 | (text[i + 1] - 'a'));
  }
  return bytes;
}

constexpr char kShippedVariable[] = "BEAM_TEST_SHIPPED";

// Run by the case below, in a process of its own.
TEST_CASE("the other process calls what was sent to it", "[.other-process]") {
  const char* const text = std::getenv(kShippedVariable);
  REQUIRE(text != nullptr);
  const std::string bytes = FromText(text);
  ByteReader in(bytes);
  CHECK(Shipping<NamedFunction>::Read(in)(1) == "first 1");
  CHECK(Shipping<NamedFunction>::Read(in)(1) == "second 1");
  CHECK(Shipping<NamedFunction>::Read(in)(1) == "shared 1");
  CHECK(Shipping<int (*)(int)>::Read(in)(7) == 21);
  CHECK(Shipping<Threshold>::Read(in).limit == 12);
  in.RequireEmpty();
}

TEST_CASE("another process of this program, with its code at other addresses, calls what was sent to it") {
  std::string bytes;
  ByteWriter out(bytes);
  Shipping<NamedFunction>::Write(FirstAnonymous(), out);
  Shipping<NamedFunction>::Write(SecondAnonymous(), out);
  Shipping<NamedFunction>::Write(SharedAnonymous(), out);
  Shipping<int (*)(int)>::Write(&Thrice, out);
  Shipping<Threshold>::Write(Threshold{12, {}, &Twice, {}}, out);
  char path[4096];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  REQUIRE(size > 0);
  setenv(kShippedVariable, ToText(bytes).c_str(), 1);
  const std::string command = "'" + std::string(path, static_cast<std::size_t>(size)) + "' '[.other-process]' >&2";
  CHECK(std::system(command.c_str()) == 0);
}

TEST_CASE("only functions on the list are called, and only code is taken for a function") {
  static const int data = 5;
  std::string bytes;
  ByteWriter out(bytes);
  WriteFunction(&data, out);
  WriteFunction(reinterpret_cast<const void*>(&Twice), out);
  ByteReader in(bytes);
  CHECK_THROWS_WITH(ReadFunction(in), Catch::Contains("code"));
  CHECK_THROWS_WITH(ReadListed(ListedKind::kOperatorFactory, in), Catch::Contains("list"));
}

TEST_CASE("a function of another build is refused by the ids of both") {
  std::string bytes;
  ByteWriter out(bytes);
  out.PutLengthPrefixed("\x01\x02");
  out.PutVarint(64);
  ByteReader in(bytes);
  CHECK_THROWS_WITH(ReadFunction(in), Catch::Contains("0102") && Catch::Contains(ProgramBuildId()));
}

}  // namespace
}  // namespace beam::internal
