#include "test/fuzz/decoders.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <variant>

#include "beam/base/error.h"
#include "coders/coders.h"
#include "coders/length_prefix.h"
#include "coders/row.h"
#include "coders/sharded_key.h"
#include "coders/state_backed_iterable.h"
#include "coders/timer.h"
#include "coders/window.h"
#include "coders/windowed_value.h"
#include "test/coders/vectors.h"

namespace beam::testing {
namespace {

// Values are compared by what is written of them, because NaN equals nothing.
void RequireStable(const std::string& first, const std::string& second) {
  if (first != second) throw std::logic_error("a decoded value changes when it is written and read: " + Hex(first));
}

template <class T>
void DecodeNestedForm(std::string_view bytes, DecodeBudget budget) {
  const std::string written = EncodeElement(DecodeElement<T>(bytes, budget));
  RequireStable(written, EncodeElement(DecodeElement<T>(written)));
}

template <class T>
std::string OuterForm(const T& value) {
  std::string bytes;
  ByteWriter writer(bytes);
  internal::EncodeOuter(value, writer);
  return bytes;
}

template <class T>
void DecodeOuterForm(std::string_view bytes, DecodeBudget budget) {
  const auto read = [](std::string_view from, DecodeBudget limits) {
    ByteReader reader(from, limits);
    return reader.WithLimit(from.size(), [&] { return internal::DecodeOuter<T>(reader); });
  };
  const std::string written = OuterForm(read(bytes, budget));
  RequireStable(written, OuterForm(read(written, {})));
}

// A row behind its schema: varint length, schema proto, row.
void DecodeRowBehindSchema(std::string_view bytes, DecodeBudget budget) {
  ByteReader reader(bytes, budget);
  const Schema schema = SchemaFromProto(reader.ReadLengthPrefixed(), budget);
  const std::string proto = SchemaToProto(schema);
  RequireStable(proto, SchemaToProto(SchemaFromProto(proto)));
  const Row row = DecodeRow(schema, reader);
  std::string written;
  ByteWriter writer(written);
  EncodeRow(schema, row, writer);
  std::string again;
  ByteWriter again_writer(again);
  EncodeRow(schema, DecodeRow(schema, written), again_writer);
  RequireStable(written, again);
}

void DecodeParamPayload(std::string_view bytes, DecodeBudget) {
  using Coder = ParamWindowedValueCoder<std::int64_t, IntervalWindowCoder>;
  const std::string written = Coder::FromPayload(bytes).Spec().payload;
  RequireStable(written, Coder::FromPayload(written).Spec().payload);
}

// A user's coder that refuses some bytes itself.
struct Even {
  int half;
};

struct Inner {
  std::int16_t number;
  std::optional<std::string> text;
};
struct Outer {
  bool flag;
  std::int8_t byte;
  std::int32_t number;
  std::optional<Inner> inner;
  std::vector<std::optional<std::int64_t>> numbers;
  std::map<std::string, Inner> by_name;
  std::tuple<double, float> reals;
  Timestamp moment;
  std::variant<Bytes, std::chrono::seconds> either;
  std::array<std::uint16_t, 2> two;
};

}  // namespace
}  // namespace beam::testing

template <>
struct beam::Coder<beam::testing::Even> {
  static std::string Encode(const testing::Even& value) {
    return std::string(2 * static_cast<std::size_t>(value.half), 'e');
  }
  static testing::Even Decode(std::string_view bytes) {
    if (bytes.size() % 2 != 0) throw Error(StatusCode::kDataLoss, "an Even has an odd number of bytes");
    return {static_cast<int>(bytes.size() / 2)};
  }
};

namespace beam::testing {
namespace {

template <class T>
void Add(std::vector<Decoder>& decoders, const std::vector<T>& values) {
  const std::string name = CoderName(CoderSpecOf<T>());
  Decoder nested{name, DecodeNestedForm<T>, {}};
  Decoder outer{"outer " + name, DecodeOuterForm<T>, {}};
  for (const T& value : values) {
    nested.examples.push_back(EncodeElement(value));
    outer.examples.push_back(OuterForm(value));
  }
  decoders.push_back(std::move(nested));
  decoders.push_back(std::move(outer));
}

void AddElements(std::vector<Decoder>& decoders) {
  Add<std::int64_t>(decoders, {0, -1, 300});
  Add<std::uint8_t>(decoders, {200});
  Add<bool>(decoders, {true});
  Add<double>(decoders, {0.1});
  Add<std::string>(decoders, {"text"});
  Add<Bytes>(decoders, {{"bytes"}});
  Add<KV<Bytes, Bytes>>(decoders, {{{"key"}, {"value"}}});
  Add<KV<Bytes, std::int64_t>>(decoders, {{{"key"}, 1}});
  Add<KV<Bytes, bool>>(decoders, {{{"key"}, true}});
  Add<std::vector<std::int64_t>>(decoders, {{1, 2, 300}});
  Add<std::vector<Bytes>>(decoders, {{{"a"}, {"b"}}});
  Add<std::vector<bool>>(decoders, {{true, false}});
  Add<std::vector<std::vector<std::vector<std::string>>>>(decoders, {{{{"a"}, {}}, {}}});
  Add<std::set<std::string>>(decoders, {{"a", "b"}});
  Add<std::deque<std::optional<double>>>(decoders, {{0.5, std::nullopt}});
  Add<std::map<std::string, std::vector<int>>>(decoders, {{{"a", {1}}, {"b", {}}}});
  Add<std::array<KV<int, std::string>, 2>>(decoders, {{{{1, "a"}, {2, "b"}}}});
  Add<std::optional<Bytes>>(decoders, {std::nullopt, Bytes{"bytes"}});
  Add<std::variant<int, std::string, std::vector<double>>>(decoders, {7, "text", std::vector<double>{0.5}});
  Add<Even>(decoders, {{2}});
  Add<Coded<KV<Bytes, Bytes>, LengthPrefixCoder<KV<Bytes, Bytes>>>>(decoders, {KV<Bytes, Bytes>{{"key"}, {"value"}}});
  Add<Outer>(decoders, {{true,
                         -1,
                         2,
                         Inner{3, "text"},
                         {4, std::nullopt},
                         {{"name", {5, {}}}},
                         {0.5, 0.25f},
                         Timestamp::Millis(6),
                         std::chrono::seconds(7),
                         {8, 9}}});
}

void AddWindows(std::vector<Decoder>& decoders) {
  const Window window(Timestamp::Millis(1000), Timestamp::Millis(2000));
  const PaneInfo pane{true, false, PaneTiming::kLate, 3, 2};
  Add<Coded<Window, IntervalWindowCoder>>(decoders, {window});
  Add<Coded<Window, CustomWindowCoder<IntervalWindowCoder>>>(decoders, {window});
  Add<std::vector<Coded<Window, GlobalWindowCoder>>>(decoders, {{Window(), Window()}});
  Add<TimerValue<std::string, GlobalWindowCoder>>(
      decoders, {{"key", "tag", {Window()}, false, Timestamp::Millis(1), Timestamp::Millis(2), pane}});
  Add<TimerValue<std::string, IntervalWindowCoder>>(decoders, {{"key", "tag", {window}, true, {}, {}, {}}});
  Add<WindowedValue<std::int64_t, GlobalWindowCoder>>(decoders, {{{Timestamp::Min(), {Window()}, {}}, 5}});
  Add<WindowedValue<std::int64_t, IntervalWindowCoder>>(decoders,
                                                        {{{Timestamp::Millis(5), {window, window}, pane}, 5}});
  Add<ShardedKey<std::string>>(decoders, {{"key", {"shard"}}});
  Add<StateBackedIterable<std::int64_t>>(decoders, {{{1, 2}, "token"}, {{1}, std::nullopt}});
  Add<StateBackedIterable<Bytes>>(decoders, {{{{"a"}}, "token"}});
  Add<StateBackedIterable<bool>>(decoders, {{{true}, "token"}});
  using Coder = ParamWindowedValueCoder<std::int64_t, IntervalWindowCoder>;
  decoders.push_back({"param_windowed_value payload",
                      DecodeParamPayload,
                      {Coder({Timestamp::Millis(5), {window}, pane}).Spec().payload}});
}

std::vector<Decoder> MakeDecoders() {
  std::vector<Decoder> decoders;
  AddElements(decoders);
  AddWindows(decoders);
  std::string row;
  ByteWriter(row).PutLengthPrefixed(CoderSpecOf<Outer>().payload);
  const auto outer = std::find_if(decoders.begin(), decoders.end(), [](const Decoder& d) { return d.name == "row"; });
  decoders.push_back({"row behind its schema", DecodeRowBehindSchema, {row + outer->examples.at(0)}});
  return decoders;
}

}  // namespace

const std::vector<Decoder>& AllDecoders() {
  static const std::vector<Decoder> kDecoders = MakeDecoders();
  return kDecoders;
}

void DecodeOne(std::string_view input) {
  if (input.empty()) return;
  const auto selector = static_cast<unsigned char>(input[0]);
  const Decoder& decoder = AllDecoders()[selector % AllDecoders().size()];
  try {
    decoder.decode(input.substr(1), kTightBudget);
  } catch (const Error& error) {
    if (error.code() != StatusCode::kDataLoss) throw;
  }
}

}  // namespace beam::testing
