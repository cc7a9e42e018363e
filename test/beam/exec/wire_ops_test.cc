// The ends of a stage that another process feeds and reads: elements become bytes and elements again.

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/exec/wire_sink_op.h"
#include "beam/exec/wire_source_op.h"
#include "coders/coders.h"
#include "coders/windowed_value.h"
#include "test/beam/exec/captured.h"

namespace beam::internal {
namespace {

using Catch::Matchers::Contains;

const CoderSpec kGlobal = SpecOfCoder<GlobalWindowCoder>();
const CoderSpec kInterval = SpecOfCoder<IntervalWindowCoder>();

template <class T>
WireElements Typed() {
  return TypedElements(CoderSpecOf<T>(), *WireFormOf<T>());
}
CoderSpec Prefixed(CoderSpec coder) { return {"beam:coder:length_prefix:v1", {}, {std::move(coder)}}; }

// A source, and what comes out of it; a sink gets it first.
template <class T>
struct Source {
  explicit Source(const WireElements& elements = Typed<T>(), const CoderSpec& window = kGlobal,
                  Operator* sink = nullptr)
      : op("the source", elements, window) {
    if (sink != nullptr) op.outputs()[0]->Connect(sink, 0);
    op.outputs()[0]->Connect(&captured, 0);
  }
  WireSourceOp op;
  Captured<T> captured;
};

// What a sink makes of batches.
struct Sink {
  explicit Sink(const WireElements& elements, const CoderSpec& window = kGlobal)
      : op(elements, window, [this](std::string_view bytes) { pieces.emplace_back(bytes); }) {}
  std::string Finish() {
    op.FinishBundle();
    std::string all;
    for (const std::string& piece : pieces) all += piece;
    return all;
  }
  std::vector<std::string> pieces;
  WireSinkOp op;
};

template <class T>
std::string BytesOf(std::vector<T> values) {
  Sink sink(Typed<T>());
  sink.op.Process(0, *ColumnBatch(std::move(values)));
  return sink.Finish();
}

void AppendHeader(std::string& bytes, const std::vector<Window>& windows, std::int64_t millis = 1) {
  ByteWriter writer(bytes);
  WriteWindowedHeader<IntervalWindowCoder>({Timestamp::Millis(millis), windows, PaneInfo()}, writer);
}

std::string ErrorOf(Operator& op) {
  try {
    op.FinishBundle();
  } catch (const Error& error) {
    return error.status().ToString();
  }
  return "no error";
}

struct Constant {  // cannot be assigned to
  const std::int64_t value;
  bool operator==(const Constant&) const = default;
};

TEST_CASE("elements keep their values and times over the wire") {
  const std::vector<std::string> words = {"a", "", std::string(1000, 'x'), "a"};
  Source<std::string> source;
  for (int bundle = 0; bundle < 2; ++bundle) {
    source.op.Receive(BytesOf(words));
    source.op.FinishBundle();
  }
  REQUIRE(source.captured.values.size() == 8);
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(source.captured.values[i] == words[i % 4]);
    CHECK(source.captured.metas[i] == MetaAt(static_cast<std::int64_t>(i % 4)));
  }
}

TEST_CASE("elements that cannot be assigned to are made anew") {
  Source<Constant> source;
  source.op.Receive(BytesOf<Constant>({{1}, {2}}));
  source.op.Receive(BytesOf<Constant>({{3}}));
  CHECK(source.captured.values.size() == 3);
  CHECK(source.captured.values[2].value == 3);
}

TEST_CASE("elements of one time, window and pane make uniform batches, of which the first is a single element") {
  Sink sink(Typed<std::string>());
  sink.op.Process(0, *UniformBatch<std::string>({"a", "b", "c"}));
  Source<std::string> source;
  source.op.Receive(sink.Finish());
  CHECK(source.captured.batches == std::vector<std::size_t>{1, 2});
  CHECK(source.captured.uniform == std::vector<bool>{true, true});
  CHECK(source.captured.metas[2] == MetaAt(5));
}

TEST_CASE("an element may begin in one piece and end in a later one, wherever it is cut") {
  using Element = KV<std::string, std::vector<std::int64_t>>;
  const std::vector<Element> elements = {{"a", {1, 300}}, {"b", {}}, {"c", {2}}};
  const std::string bytes = BytesOf(elements);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Source<Element> source;
    source.op.Receive(std::string_view(bytes).substr(0, cut));
    source.op.Receive(std::string_view(bytes).substr(cut));
    source.op.FinishBundle();
    CHECK(source.captured.values == elements);
    CHECK(source.captured.metas == std::vector<ElementMeta>{MetaAt(0), MetaAt(1), MetaAt(2)});
  }
}

TEST_CASE("an element in several windows stands for one in each of them") {
  const Window first(Timestamp::Millis(0), Timestamp::Millis(10));
  const Window second(Timestamp::Millis(5), Timestamp::Millis(15));
  std::string bytes;
  for (const std::int64_t value : {1, 2}) {
    AppendHeader(bytes, {first, second});
    ByteWriter(bytes).PutVarint(static_cast<std::uint64_t>(value));
  }
  AppendHeader(bytes, {second}, 7);
  ByteWriter(bytes).PutVarint(3);
  Source<std::int64_t> source(Typed<std::int64_t>(), kInterval);
  source.op.Receive(bytes);
  CHECK(source.captured.values == std::vector<std::int64_t>{1, 1, 2, 2, 3});
  std::vector<Window> windows;
  for (const ElementMeta& meta : source.captured.metas) windows.push_back(meta.window);
  CHECK(windows == std::vector<Window>{first, second, first, second, second});
  CHECK(source.captured.metas[3].timestamp == Timestamp::Millis(1));
  CHECK(source.captured.metas[4].timestamp == Timestamp::Millis(7));
}

TEST_CASE("windows are written as they were read") {
  std::string bytes;
  for (const std::int64_t end : {10, 10, 20}) {
    AppendHeader(bytes, {Window(Timestamp::Millis(0), Timestamp::Millis(end))}, end - 1);
    ByteWriter(bytes).PutLengthPrefixed("x");
  }
  Sink sink(Typed<std::string>(), kInterval);
  Source<std::string> source(Typed<std::string>(), kInterval, &sink.op);
  source.op.Receive(bytes);
  CHECK(sink.Finish() == bytes);
}

TEST_CASE("a broken element fails the bundle, after those before it") {
  std::string bytes = BytesOf<std::string>({"good"});
  SECTION("an element in no window") {
    AppendHeader(bytes, {});
    bytes += std::string("\1x", 2);
    Source<std::string> source;
    source.op.Receive(bytes);
    CHECK(source.captured.values == std::vector<std::string>{"good"});
    CHECK_THAT(ErrorOf(source.op), Contains("'the source'") && Contains("in no window"));
  }
  SECTION("an element that ends too early") {
    Source<std::string> source;
    source.op.Receive(bytes + bytes.substr(0, bytes.size() - 1));
    CHECK(source.captured.values == std::vector<std::string>{"good"});
    CHECK_THAT(ErrorOf(source.op), Contains("bytes left = " + std::to_string(bytes.size() - 1)));
  }
}

TEST_CASE("lengths that a runner puts in front of what it does not know are taken off and put on") {
  using Element = KV<std::string, bool>;
  const CoderSpec pair = CoderSpecOf<Element>();
  const WireElements elements =
      TypedElements({pair.urn, "", {pair.components[0], Prefixed(pair.components[1])}}, *WireFormOf<Element>());
  std::string bytes;
  for (const char* key : {"a", "b"}) {
    ByteWriter writer(bytes);
    WriteWindowedHeader<GlobalWindowCoder>({Timestamp::Millis(1), {Window()}, PaneInfo()}, writer);
    writer.PutLengthPrefixed(key);
    writer.PutLengthPrefixed(std::string_view("\1", 1));
  }
  SECTION("on the way in and out") {
    Sink sink(elements);
    Source<Element> source(elements, kGlobal, &sink.op);
    source.op.Receive(bytes);
    CHECK(source.captured.values == std::vector<Element>{{"a", true}, {"b", true}});
    CHECK(sink.Finish() == bytes);
  }
  SECTION("a value that is broken inside its length, after those before it, each once") {
    bytes.back() = 2;  // neither false nor true
    Source<Element> source(elements);
    source.op.Receive(bytes);
    source.op.Receive("");
    CHECK(source.captured.values == std::vector<Element>{{"a", true}});
    CHECK_THAT(ErrorOf(source.op),
               Contains("'the source'") && Contains("bytes left = " + std::to_string(bytes.size() / 2)));
  }
}

TEST_CASE("elements that no step reads keep their bytes") {
  using Element = KV<std::string, std::int64_t>;
  const CoderSpec coder = CoderSpecOf<Element>();
  const std::string bytes = BytesOf<Element>({{"a", 1}, {"b", 300}});
  SECTION("under the coder that they came with") {
    Sink sink(RawElements(coder, coder));
    Source<Bytes> source(RawElements(coder, coder), kGlobal, &sink.op);
    source.op.Receive(bytes);
    CHECK(source.captured.values[1].data == EncodeElement(Element{"b", 300}));
    CHECK(sink.Finish() == bytes);
  }
  SECTION("and get lengths where the runner wants some") {
    const CoderSpec wire{coder.urn, "", {coder.components[0], Prefixed(coder.components[1])}};
    Sink sink(RawElements(wire, coder));
    Source<Bytes> source(RawElements(coder, coder), kGlobal, &sink.op);
    source.op.Receive(bytes);
    Source<Element> typed(TypedElements(wire, *WireFormOf<Element>()));
    typed.op.Receive(sink.Finish());
    CHECK(typed.captured.values == std::vector<Element>{{"a", 1}, {"b", 300}});
  }
}

TEST_CASE("a sink hands over pieces and does not gather a whole batch of large elements") {
  Sink sink(Typed<std::string>());
  sink.op.Process(0, *UniformBatch<std::string>({std::string(100'000, 'x'), std::string(100'000, 'y'), "z"}));
  CHECK(sink.pieces.size() == 2);
  CHECK(sink.Finish().size() > 200'000);
  CHECK(sink.pieces.size() == 3);
}

TEST_CASE("coders that do not fit the elements are refused") {
  CHECK_THROWS_AS(WireDecoder(TypedElements(CoderSpecOf<std::string>(), *WireFormOf<bool>()), WireHeader(kGlobal)),
                  Error);
  CHECK_THROWS_AS(WireHeader(CoderSpec{"beam:coder:custom_window:v1", {}, {}}), Error);
}

}  // namespace
}  // namespace beam::internal
