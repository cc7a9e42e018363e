// A source whose bundle is split while its elements are processed: it emits those that it keeps, and no other.

#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/exec/wire_sink_op.h"
#include "beam/exec/wire_source_op.h"
#include "coders/coders.h"
#include "coders/windowed_value.h"

namespace beam::internal {
namespace {

using Catch::Matchers::Contains;
using Number = KV<std::string, std::int64_t>;
using Point = std::optional<std::int64_t>;

// Remembers the numbers that it is given, and does something with each.
class Numbers final : public Operator {
 public:
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<Number>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      seen.push_back(batch[i].value);
      each(batch[i].value);
    }
  }
  std::vector<std::int64_t> seen;
  std::function<void(std::int64_t)> each = [](std::int64_t) {};
};

// How a runner writes numbers: as our coder does, or with lengths in them that have to be taken off first.
enum class Wire { kOurs, kPrefixed };

struct Source {
  explicit Source(Wire wire = Wire::kOurs, const CoderSpec& window = SpecOfCoder<GlobalWindowCoder>())
      : prefixed(wire == Wire::kPrefixed), op("the source", Elements(), window) {
    op.outputs()[0]->Connect(&numbers, 0);
    op.Begin();
  }
  WireElements Elements() const {
    CoderSpec pair = CoderSpecOf<Number>();
    if (prefixed) pair.components[1] = {"beam:coder:length_prefix:v1", {}, {pair.components[1]}};
    return TypedElements(pair, *WireFormOf<Number>());
  }
  std::string Bytes(std::int64_t first, std::int64_t end) const {
    std::string bytes;
    for (std::int64_t number = first; number < end; ++number) AppendTo(bytes, number);
    return bytes;
  }
  void AppendTo(std::string& bytes, std::int64_t number) const {
    ByteWriter writer(bytes);
    WriteWindowedHeader<GlobalWindowCoder>({Timestamp::Millis(number % 3), {Window()}, PaneInfo()}, writer);
    writer.PutLengthPrefixed("key");
    if (prefixed) {
      writer.PutLengthPrefixed(EncodeElement(number));
    } else {
      writer.PutBytes(EncodeElement(number));
    }
  }
  const bool prefixed;
  Numbers numbers;
  WireSourceOp op;
};

std::vector<std::int64_t> NumbersBelow(std::int64_t end) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(end));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

TEST_CASE("all elements come out in their order, however many are claimed at once") {
  const Wire wire = GENERATE(Wire::kOurs, Wire::kPrefixed);
  Source source(wire);
  source.op.Receive(source.Bytes(0, 10'000));
  CHECK(source.op.claims().index() == 10'000);
  source.op.Receive(source.Bytes(10'000, 30'000));
  source.op.FinishBundle();
  CHECK(source.numbers.seen == NumbersBelow(30'000));
  CHECK(source.op.claims().index() == 30'000);
}

TEST_CASE("while the first element is processed, all behind it can be given away") {
  const Wire wire = GENERATE(Wire::kOurs, Wire::kPrefixed);
  Source source(wire);
  Point point;
  source.numbers.each = [&](std::int64_t number) {
    if (number == 0) point = source.op.claims().Split({0, 100, {}});
  };
  source.op.Receive(source.Bytes(0, 100));
  source.op.FinishBundle();
  CHECK(point == Point(1));
  CHECK(source.numbers.seen == NumbersBelow(1));
}

TEST_CASE("wherever a bundle is split, it emits exactly the elements in front of that place") {
  const Wire wire = GENERATE(Wire::kOurs, Wire::kPrefixed);
  constexpr std::int64_t kElements = 5'000;
  for (const std::int64_t at : {0, 1, 2, 7, 100, 1'023, 2'000, 4'999}) {
    Source source(wire);
    Point point;
    source.numbers.each = [&](std::int64_t number) {
      if (number == at) point = source.op.claims().Split({0.3, kElements, {}});
    };
    source.op.Receive(source.Bytes(0, 3'000));
    source.op.Receive(source.Bytes(3'000, kElements));
    source.op.FinishBundle();
    CHECK(source.numbers.seen == NumbersBelow(point.value_or(kElements)));
    if (at <= 1'023) CHECK(point.has_value());
    if (point.has_value()) CHECK(*point > at);
  }
}

TEST_CASE("several splits leave what the last one left") {
  Source source;
  std::vector<std::int64_t> points;
  source.numbers.each = [&](std::int64_t) {
    if (const Point point = source.op.claims().Split({0.9, 3'000, {}})) points.push_back(*point);
  };
  source.op.Receive(source.Bytes(0, 3'000));
  source.op.FinishBundle();
  REQUIRE(points.size() > 1);
  CHECK(source.numbers.seen == NumbersBelow(points.back()));
}

TEST_CASE("an element that the bundle gave away need not be whole, nor be an element") {
  Source source;
  source.numbers.each = [&](std::int64_t) { source.op.claims().Split({0, 2, {}}); };
  SECTION("it ends in the middle") {
    const std::string bytes = source.Bytes(0, 2);
    source.op.Receive(bytes.substr(0, bytes.size() - 1));
  }
  SECTION("it had begun before the split") {
    source.numbers.each = [](std::int64_t) {};
    const std::string bytes = source.Bytes(0, 2);
    source.op.Receive(bytes.substr(0, bytes.size() - 1));
    CHECK(source.op.claims().Split({0, 2, {}}) == Point(1));
  }
  SECTION("it is broken") { source.op.Receive(source.Bytes(0, 1) + std::string(100, '\xff')); }
  source.op.FinishBundle();
  CHECK(source.numbers.seen == NumbersBelow(1));
}

TEST_CASE("an element of the bundle's own that ends too early fails it, also after a split") {
  Source source;
  source.numbers.each = [&](std::int64_t) { source.op.claims().Split({0.9, 100, {}}); };
  const std::string bytes = source.Bytes(0, 2);
  source.op.Receive(bytes.substr(0, bytes.size() - 1));
  CHECK_THROWS_WITH(source.op.FinishBundle(), Contains("in the middle of an element"));
}

TEST_CASE("the bundle after one that was split has all its elements") {
  Source source;
  source.numbers.each = [&](std::int64_t number) {
    if (number == 0) source.op.claims().Split({0, 10, {}});
  };
  const std::string bytes = source.Bytes(0, 10);
  source.op.Receive(bytes.substr(0, bytes.size() - 1));
  source.op.FinishBundle();
  source.numbers.seen.clear();
  source.numbers.each = [](std::int64_t) {};
  source.op.Begin();
  source.op.Receive(bytes);
  source.op.FinishBundle();
  CHECK(source.numbers.seen == NumbersBelow(10));
}

TEST_CASE("nothing is given away once the source has finished its bundle") {
  Source source;
  source.op.Receive(source.Bytes(0, 3));
  source.op.FinishBundle();
  CHECK(source.op.claims().Split({0, 10, {}}) == Point());
}

TEST_CASE("an element in several windows counts once") {
  Source source(Wire::kOurs, SpecOfCoder<IntervalWindowCoder>());
  std::string bytes;
  const Window first(Timestamp::Millis(0), Timestamp::Millis(10));
  const Window second(Timestamp::Millis(5), Timestamp::Millis(15));
  for (std::int64_t number = 0; number < 3; ++number) {
    ByteWriter writer(bytes);
    WriteWindowedHeader<IntervalWindowCoder>({Timestamp::Millis(6), {first, second}, PaneInfo()}, writer);
    writer.PutLengthPrefixed("key");
    writer.PutBytes(EncodeElement(number));
  }
  source.numbers.each = [&](std::int64_t number) {
    if (number == 0) source.op.claims().Split({0.5, 3, {2}});
  };
  source.op.Receive(bytes);
  source.op.FinishBundle();
  CHECK(source.numbers.seen == std::vector<std::int64_t>{0, 0, 1, 1});
  CHECK(source.op.claims().index() == 2);
}

}  // namespace
}  // namespace beam::internal
