// Windows, panes and what carries them, where the vectors of Beam's file leave cases open.
#include "coders/window.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"
#include "coders/windowed_value.h"
#include "test/coders/vectors.h"

namespace beam {
namespace {

using testing::Hex;

std::string PaneBytes(const PaneInfo& pane) {
  std::string bytes;
  ByteWriter writer(bytes);
  internal::WritePane(pane, writer);
  return bytes;
}
PaneInfo PaneOf(std::string_view bytes) {
  ByteReader reader(bytes);
  return reader.WithLimit(bytes.size(), [&] { return internal::ReadPane(reader); });
}

TEST_CASE("a pane has as many indices as it needs, and reads back") {
  CHECK(Hex(PaneBytes({true, true, PaneTiming::kUnknown, 0, 0})) == "0f");
  CHECK(Hex(PaneBytes({true, false, PaneTiming::kOnTime, 0, 0})) == "05");
  CHECK(Hex(PaneBytes({false, false, PaneTiming::kOnTime, 4, 4})) == "1404");
  CHECK(Hex(PaneBytes({false, true, PaneTiming::kLate, 300, 2})) == "2aac0202");
  for (const PaneTiming timing : {PaneTiming::kOnTime, PaneTiming::kLate}) {
    for (const std::int64_t on_time_index : {0, 1, 300}) {
      const PaneInfo pane{false, true, timing, 300, on_time_index};
      CHECK(PaneOf(PaneBytes(pane)) == pane);
    }
  }
}

TEST_CASE("the on-time index of an early pane is -1, whichever way the pane was written") {
  const PaneInfo first{true, false, PaneTiming::kEarly, 0, -1};
  CHECK(Hex(PaneBytes(first)) == "1100");
  CHECK(PaneOf(PaneBytes(first)) == first);
  CHECK(PaneOf(std::string_view("\x01", 1)) == first);
  CHECK(PaneOf(PaneBytes({true, false, PaneTiming::kEarly, 0, 0})) == first);
  CHECK(PaneOf(PaneBytes({false, false, PaneTiming::kEarly, 7, -1})).on_time_index == -1);
  CHECK_THROWS_AS(PaneOf("\x31"), Error);
}

TEST_CASE("the whole time domain is an interval too, and an impossible one is refused") {
  CHECK(DecodeElement<Window>(EncodeElement(Window())) == Window());
  std::string bytes;
  ByteWriter writer(bytes);
  internal::WriteTimestamp(Timestamp::Min(), writer);
  writer.PutVarint(static_cast<std::uint64_t>(-1));
  CHECK_THROWS_AS(DecodeElement<Window>(bytes), Error);
  CHECK_THROWS_AS(DecodeElement<Window>(std::string(9, '\0')), Error);
  CHECK_THROWS_AS(DecodeElement<Window>(std::string(8, '\xff') + '\0'), Error);
}

TEST_CASE("a windowed value tells a runner of its value and its windows") {
  using Value = WindowedValue<std::int64_t, IntervalWindowCoder>;
  CHECK(testing::CoderName(CoderSpecOf<Value>()) == "windowed_value(varint,interval_window)");
  using Global = WindowedValue<std::int64_t, GlobalWindowCoder>;
  const ParamWindowedValueCoder<std::int64_t, GlobalWindowCoder> coder({Timestamp::Millis(3), {Window()}, {}});
  CHECK(testing::CoderName(coder.Spec()) == "param_windowed_value(varint,global_window)");
  const std::string five = EncodeElement(std::int64_t{5});
  ByteReader reader(five);
  CHECK(coder.Decode(reader) == Global{{Timestamp::Millis(3), {Window()}, {}}, 5});
}

}  // namespace
}  // namespace beam
