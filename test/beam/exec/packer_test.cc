#include "beam/exec/packer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "beam/exec/batch.h"
#include "beam/iter.h"
#include "coders/coders.h"
#include "test/random_values.h"

namespace beam::internal {
namespace {

struct Point {
  int x;
  int y;
  bool operator==(const Point&) const = default;
};
struct Person {
  std::string name;
  std::vector<std::string> emails;
  std::optional<double> height;
  bool operator==(const Person&) const = default;
};
class NoDefault {
 public:
  explicit NoDefault(std::int64_t value) : value_(value) {}
  std::int64_t value() const { return value_; }
  bool operator==(const NoDefault&) const = default;

 private:
  std::int64_t value_;
};

// Packs the values one behind the other, as blocks do, and reads them back in both ways.
template <class T>
void RoundTrip(const std::vector<T>& values) {
  std::size_t total = 0;
  for (const T& value : values) total += Cell<T>::Size(value);
  const auto memory = std::make_unique<std::byte[]>(total);
  std::byte* out = memory.get();
  for (const T& value : values) out = Cell<T>::Write(value, Cell<T>::Size(value), out);
  CHECK(out == memory.get() + total);
  const std::byte* in = memory.get();
  std::optional<T> slot;
  for (const T& value : values) {
    CHECK(Cell<T>::Make(in) == value);
    if (slot.has_value()) {
      Cell<T>::Read(in, *slot);
    } else {
      slot.emplace(Cell<T>::Make(in));
    }
    CHECK(*slot == value);
    in = Cell<T>::Next(in);
  }
  CHECK(in == memory.get() + total);
}

TEST_CASE("cells of every kind of type come back as they were") {
  RoundTrip<std::int64_t>({0, -1, 1, INT64_MAX, INT64_MIN});
  RoundTrip<bool>({true, false, true});
  RoundTrip<std::string>({"", "a", std::string(3, '\0'), std::string(100000, 'x'), ""});
  RoundTrip<Point>({{1, 2}, {-1, 0}});
  RoundTrip<NoDefault>({NoDefault(3), NoDefault(-3)});
  RoundTrip<Person>({{"", {}, {}}, {"Ada", {"a@x", ""}, 1.7}});
  RoundTrip<std::vector<std::string>>({{}, {""}, {"a", "bc"}});
  RoundTrip<std::map<std::string, std::int64_t>>({{}, {{"a", 1}, {"b", -2}}});
}

TEST_CASE("a KV is packed as two cells, whatever it holds") {
  RoundTrip<KV<std::int32_t, std::int64_t>>({{1, 2}, {-1, -2}});
  RoundTrip<KV<std::string, std::string>>({{"", ""}, {"k", ""}, {"", "v"}, {"key", "value"}});
  RoundTrip<KV<std::string, KV<std::int64_t, std::string>>>({{"a", {1, "x"}}, {"", {0, ""}}});
  // Both parts go through the coder: neither may take the other's bytes.
  RoundTrip<KV<Person, Person>>({{{"Ada", {"a"}, {}}, {"Grace", {}, 1.0}}, {{"", {}, {}}, {"x", {"y"}, {}}}});
  CHECK(Packer<KV<std::int32_t, std::int64_t>>::kFixedSize == 12);
  CHECK(Packer<KV<std::int32_t, std::string>>::kFixedSize == 0);
}

TEST_CASE("random strings come back from cells") {
  BEAM_RANDOM(random);
  std::vector<KV<std::string, std::string>> values;
  for (int i = 0; i < 200; ++i) values.push_back({random.Bytes(random.Below(20)), random.Bytes(random.Below(300))});
  RoundTrip(values);
}

TEST_CASE("unpacking into a string slot keeps its memory") {
  std::string slot(1000, 'a');
  const char* memory = slot.data();
  const std::string value = "short";
  std::byte cell[16];
  Cell<std::string>::Write(value, Cell<std::string>::Size(value), cell);
  Cell<std::string>::Read(cell, slot);
  CHECK(slot == value);
  CHECK(slot.data() == memory);
}

template <class V>
Iter<V> Owned(std::vector<V> values) {
  return Iter<V>(std::make_shared<const std::vector<V>>(std::move(values)));
}

TEST_CASE("a group is packed whole, and its values outlive the block") {
  const KV<std::string, Iter<std::string>> group{"k", Owned<std::string>({"a", "", "ccc"})};
  using T = KV<std::string, Iter<std::string>>;
  auto memory = std::make_unique<std::byte[]>(Cell<T>::Size(group));
  Cell<T>::Write(group, Cell<T>::Size(group), memory.get());
  const T copy = Cell<T>::Make(memory.get());
  memory.reset();
  CHECK(copy.key == "k");
  CHECK(copy.value.ToVector() == std::vector<std::string>{"a", "", "ccc"});
}

TEST_CASE("an iterable is iterable again, empty or not, by value and by view") {
  const Iter<std::string> none;
  CHECK(none.empty());
  CHECK(none.ToVector().empty());
  const Iter<std::string> some = Owned<std::string>({"x", "y"});
  for (int round = 0; round < 2; ++round) CHECK(some.ToVector() == std::vector<std::string>{"x", "y"});
  const Iter<std::string_view> views(some.head());
  std::string joined;
  for (const std::string_view view : views) joined += view;
  CHECK(joined == "xy");
}

TEST_CASE("values of an iterable are read from packed cells, as views too") {
  const std::vector<std::string> values{"", "a", std::string(50, 'b'), "c", "d", "e"};
  std::string memory(10000, '\0');
  std::byte* out = reinterpret_cast<std::byte*>(memory.data());
  std::vector<const std::byte*> cells;
  for (const std::string& value : values) {
    cells.push_back(out);
    out = Cell<std::string>::Write(value, Cell<std::string>::Size(value), out);
  }
  cells.resize(values.size() + ValueChunk::kCellsAhead, cells[0]);
  const ValueChunk chunk(cells.data(), values.size(), ValueChunk::Form::kCells);
  CHECK(Iter<std::string>(chunk).ToVector() == values);
  std::vector<std::string> viewed;
  for (const std::string_view view : Iter<std::string_view>(chunk)) viewed.emplace_back(view);
  CHECK(viewed == values);
}

// Chunks of 0, 1, 2, ... values.
class Stairs final : public ValueStream {
 public:
  explicit Stairs(std::vector<std::int64_t> values) : values_(std::move(values)) {}
  StreamCursor Begin() const override { return StreamCursor{0, std::make_shared<std::size_t>(0)}; }
  bool Next(StreamCursor& cursor, ValueChunk& chunk) const override {
    auto& step = *static_cast<std::size_t*>(cursor.state.get());
    if (cursor.position == values_.size()) return false;
    const std::size_t n = std::min(step++, values_.size() - cursor.position);
    chunk = ValueChunk{values_.data() + cursor.position, n, ValueChunk::Form::kValues};
    cursor.position += n;
    return true;
  }

 private:
  std::vector<std::int64_t> values_;
};

TEST_CASE("a stream of chunks reads as one iterable, and two iterations do not disturb each other") {
  const Stairs stream({1, 2, 3, 4, 5, 6, 7});
  const Iter<std::int64_t> values(&stream);
  CHECK(values.ToVector() == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7});
  std::size_t pairs = 0;
  for (const std::int64_t a : values) {
    for (const std::int64_t b : values) pairs += a <= b ? 1 : 0;
  }
  CHECK(pairs == 28);
}

TEST_CASE("groups of bools are packed and read like any others") {
  using T = KV<std::string, Iter<bool>>;
  const bool values[] = {true, false, true};
  const T group{"k", Iter<bool>(ValueChunk{values, 3, ValueChunk::Form::kValues})};
  const auto memory = std::make_unique<std::byte[]>(Cell<T>::Size(group));
  Cell<T>::Write(group, Cell<T>::Size(group), memory.get());
  CHECK(Cell<T>::Make(memory.get()).value.ToVector() == std::vector<bool>{true, false, true});
}

}  // namespace
}  // namespace beam::internal
