// Fixed, sliding and session windows, moment by moment.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/event_time/fixed_windows.h"
#include "beam/event_time/global_windows.h"
#include "beam/event_time/sessions.h"
#include "beam/event_time/sliding_windows.h"
#include "beam/event_time/standard_window_fns.h"
#include "test/beam/event_time/window_text.h"

namespace beam::testing {
namespace {

using internal::WindowFnRef;
using Texts = std::vector<std::string>;

constexpr Duration kLongest = Timestamp::Max() - Timestamp::Min();
// The end of the global window, which is a day before the end of time.
const std::int64_t kGlobalEnd = Window::Global().max_timestamp().millis() + 1;

Window Between(std::int64_t start, std::int64_t end) { return {Timestamp::Millis(start), Timestamp::Millis(end)}; }

TEST_CASE("a fixed window begins at a multiple of its size, also before the epoch") {
  const FixedWindows fixed(Duration(10));
  CHECK(WindowsAt(fixed, 0) == Texts{"[0, 10)"});
  CHECK(WindowsAt(fixed, 9) == Texts{"[0, 10)"});
  CHECK(WindowsAt(fixed, 10) == Texts{"[10, 20)"});
  CHECK(WindowsAt(fixed, -1) == Texts{"[-10, 0)"});
  CHECK(WindowsAt(fixed, -10) == Texts{"[-10, 0)"});
  CHECK(WindowsAt(fixed, -11) == Texts{"[-20, -10)"});
}

TEST_CASE("an offset moves fixed windows") {
  const FixedWindows fixed(Duration(10), Duration(3));
  CHECK(WindowsAt(fixed, 2) == Texts{"[-7, 3)"});
  CHECK(WindowsAt(fixed, 3) == Texts{"[3, 13)"});
  CHECK(WindowsAt(fixed, -8) == Texts{"[-17, -7)"});
}

TEST_CASE("an element is in every sliding window that holds it, the one that began first in front") {
  const SlidingWindows sliding(Duration(10), Duration(5));
  CHECK(WindowsAt(sliding, 0) == Texts{"[-5, 5)", "[0, 10)"});
  CHECK(WindowsAt(sliding, 4) == Texts{"[-5, 5)", "[0, 10)"});
  CHECK(WindowsAt(sliding, 5) == Texts{"[0, 10)", "[5, 15)"});
  CHECK(WindowsAt(sliding, -1) == Texts{"[-10, 0)", "[-5, 5)"});
  const SlidingWindows moved(Duration(10), Duration(5), Duration(2));
  CHECK(WindowsAt(moved, 1) == Texts{"[-8, 2)", "[-3, 7)"});
  const SlidingWindows uneven(Duration(10), Duration(4));
  CHECK(WindowsAt(uneven, 1) == Texts{"[-8, 2)", "[-4, 6)", "[0, 10)"});
  CHECK(WindowsAt(uneven, 2) == Texts{"[-4, 6)", "[0, 10)"});
}

TEST_CASE("where sliding windows leave gaps, an element in a gap has no window") {
  const SlidingWindows sparse(Duration(2), Duration(10));
  CHECK(WindowsAt(sparse, 1) == Texts{"[0, 2)"});
  CHECK(WindowsAt(sparse, 2).empty());
  CHECK(WindowsAt(sparse, -1).empty());
  CHECK(WindowsAt(sparse, -10) == Texts{"[-10, -8)"});
}

TEST_CASE("a side input in sliding windows is read in the first one that ends after the window") {
  const SlidingWindows sliding(Duration(10), Duration(5));
  CHECK(TextOf(sliding.SideWindow(Between(0, 7))) == "[0, 10)");
  CHECK(TextOf(sliding.SideWindow(Between(-1, 0))) == "[-10, 0)");
  CHECK(TextOf(SlidingWindows(Duration(2), Duration(10)).SideWindow(Between(0, 7))) == "[10, 12)");
  CHECK(TextOf(FixedWindows(Duration(10)).SideWindow(Between(0, 20))) == "[10, 20)");
}

TEST_CASE("sessions open a window at each element and merge those that overlap") {
  const Sessions sessions(Duration(10));
  CHECK(WindowsAt(sessions, -3) == Texts{"[-3, 7)"});
  const std::vector<WindowMerge> merges =
      sessions.Merge({Between(0, 10), Between(5, 15), Between(14, 24), Between(24, 34), Between(50, 60),
                      Between(51, 55), Between(60, 70)});
  REQUIRE(merges.size() == 2);
  CHECK(TextOf(merges[0].into) == "[0, 24)");
  CHECK(merges[0].from == std::vector<Window>{Between(0, 10), Between(5, 15), Between(14, 24)});
  CHECK(TextOf(merges[1].into) == "[50, 60)");
  CHECK(merges[1].from == std::vector<Window>{Between(50, 60), Between(51, 55)});
  CHECK(sessions.Merge({}).empty());
  CHECK(sessions.Merge({Between(0, 10)}).empty());
}

TEST_CASE("windows end with the global window, and none begins before time does") {
  const std::int64_t min = Timestamp::Min().millis();
  const std::int64_t max = Timestamp::Max().millis();
  const FixedWindows fixed(Duration(1000));
  CHECK(WindowsAt(fixed, min) == Texts{"[" + std::to_string(min) + ", -9223372036854000)"});
  CHECK(WindowsAt(fixed, kGlobalEnd - 1) == Texts{"[9223371950454000, " + std::to_string(kGlobalEnd) + ")"});
  CHECK(WindowsAt(fixed, max) == Texts{"[9223372036854000, " + std::to_string(max + 1) + ")"});
  CHECK(WindowsAt(Sessions(Duration(1000)), max) ==
        Texts{"[" + std::to_string(max) + ", " + std::to_string(max + 1) + ")"});
  CHECK(WindowsAt(Sessions(Duration(1000)), kGlobalEnd - 1) ==
        Texts{"[" + std::to_string(kGlobalEnd - 1) + ", " + std::to_string(kGlobalEnd) + ")"});
}

TEST_CASE("the longest windows do not overflow") {
  for (const Timestamp time : {Timestamp::Min(), Timestamp::Millis(-1), Timestamp::Millis(0), Timestamp::Max()}) {
    const WindowFnRef fns[] = {FixedWindows(kLongest), FixedWindows(kLongest, kLongest - Duration(1)),
                               SlidingWindows(kLongest, kLongest), SlidingWindows(Duration(1), kLongest, Duration(7)),
                               Sessions(kLongest)};
    for (const WindowFnRef& fn : fns) {
      std::vector<Window> windows;
      fn->Assign(time, windows);
      CHECK(windows.size() <= 1);
      for (const Window& window : windows) {
        CHECK(window.start() >= Timestamp::Min());
        CHECK(window.end() > window.start());
        CHECK(window.end() <= Timestamp::Max() + Duration(1));
      }
    }
  }
}

TEST_CASE("sizes and offsets that make no windows are refused with a sentence") {
  CHECK_THROWS_WITH(FixedWindows(Duration(0)),
                    Catch::Contains("FixedWindows needs a size longer than nothing") && Catch::Contains("given = 0ms"));
  CHECK_THROWS_WITH(FixedWindows(Duration(-5)), Catch::Contains("longer than nothing"));
  CHECK_THROWS_WITH(FixedWindows(kLongest + Duration(1)), Catch::Contains("fits the time domain"));
  CHECK_THROWS_WITH(FixedWindows(Duration(10), Duration(10)),
                    Catch::Contains("FixedWindows needs an offset of at least nothing and less than 10ms"));
  CHECK_THROWS_WITH(FixedWindows(Duration(10), Duration(-1)), Catch::Contains("given = -1ms"));
  CHECK_THROWS_WITH(SlidingWindows(Duration(0), Duration(5)), Catch::Contains("SlidingWindows needs a size"));
  CHECK_THROWS_WITH(SlidingWindows(Duration(5), Duration(0)), Catch::Contains("SlidingWindows needs a period"));
  CHECK_THROWS_WITH(SlidingWindows(Duration(10), Duration(5), Duration(5)), Catch::Contains("less than 5ms"));
  CHECK_THROWS_WITH(Sessions(Duration(0)), Catch::Contains("Sessions needs a gap"));
}

TEST_CASE("window functions are the same when their parameters are") {
  const FixedWindows fixed(Duration(10), Duration(3));
  CHECK(fixed.SameAs(FixedWindows(Duration(10), Duration(3))));
  CHECK_FALSE(fixed.SameAs(FixedWindows(Duration(10))));
  CHECK_FALSE(fixed.SameAs(SlidingWindows(Duration(10), Duration(10), Duration(3))));
  CHECK(SlidingWindows(Duration(10), Duration(5)).SameAs(SlidingWindows(Duration(10), Duration(5))));
  CHECK_FALSE(SlidingWindows(Duration(10), Duration(5)).SameAs(SlidingWindows(Duration(10), Duration(4))));
  CHECK(Sessions(Duration(10)).SameAs(Sessions(Duration(10))));
  CHECK_FALSE(Sessions(Duration(10)).SameAs(Sessions(Duration(9))));
  CHECK(internal::SameWindows(GlobalWindows(), GlobalWindows()));
  CHECK_FALSE(internal::SameWindows(GlobalWindows(), fixed));
}

TEST_CASE("window functions are made again of their URN and payload") {
  const WindowFnRef fns[] = {FixedWindows(Duration(10), Duration(3)),
                             SlidingWindows(Duration(10), Duration(5), Duration(2)), Sessions(Duration(300))};
  for (const WindowFnRef& fn : fns) {
    const WindowFnRef again = internal::ReadStandardWindowFn(fn->urn(), fn->payload());
    CHECK(fn->SameAs(*again));
    CHECK_THROWS_AS(internal::ReadStandardWindowFn(fn->urn(), fn->payload() + "x"), Error);
    CHECK_THROWS_AS(internal::ReadStandardWindowFn(fn->urn(), ""), Error);
  }
  CHECK_THROWS_WITH(internal::ReadStandardWindowFn("beam:window_fn:other:v1", ""),
                    Catch::Contains("a window function that it does not have"));
}

}  // namespace
}  // namespace beam::testing
