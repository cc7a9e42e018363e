// Days, weeks, months and years, in UTC and in places that change their clocks.
#include "beam/event_time/calendar_windows.h"

#include <absl/time/time.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/event_time/standard_window_fns.h"
#include "test/beam/event_time/window_text.h"

namespace beam::testing {
namespace {

// Of "2024-03-31T02:00:00+02:00".
Timestamp Moment(const std::string& text) {
  absl::Time time;
  std::string problem;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &problem)) FAIL(text << ": " << problem);
  return Timestamp::Millis(absl::ToUnixMillis(time));
}

// The window of a moment, from the first to the last-but-one word of local time: "2024-03-31T00:00:00+01:00 2024-04-01T...".
std::string LocalWindowAt(const CalendarWindows& fn, const std::string& moment, const std::string& zone = "UTC") {
  std::vector<Window> windows;
  fn.Assign(Moment(moment), windows);
  REQUIRE(windows.size() == 1);
  absl::TimeZone place;
  REQUIRE(absl::LoadTimeZone(zone, &place));
  const auto text = [&](Timestamp time) {
    return absl::FormatTime("%Y-%m-%dT%H%z", absl::FromUnixMillis(time.millis()), place);
  };
  return text(windows[0].start()) + " " + text(windows[0].end());
}

TEST_CASE("days begin at midnight in UTC, also before the epoch") {
  CHECK(LocalWindowAt(CalendarDays(), "2024-02-29T23:59:59Z") == "2024-02-29T00+0000 2024-03-01T00+0000");
  CHECK(LocalWindowAt(CalendarDays(), "1969-12-31T23:00:00Z") == "1969-12-31T00+0000 1970-01-01T00+0000");
  CHECK(LocalWindowAt(CalendarDays(3), "1969-12-31T23:00:00Z") == "1969-12-29T00+0000 1970-01-01T00+0000");
}

TEST_CASE("days of a place are an hour shorter or longer when its clocks are changed") {
  const CalendarWindows days = CalendarDays().In("Europe/Berlin");
  CHECK(LocalWindowAt(days, "2024-03-30T23:00:00Z", "Europe/Berlin") == "2024-03-31T00+0100 2024-04-01T00+0200");
  CHECK(LocalWindowAt(days, "2024-03-31T21:59:59Z", "Europe/Berlin") == "2024-03-31T00+0100 2024-04-01T00+0200");
  CHECK(LocalWindowAt(days, "2024-10-27T22:59:59Z", "Europe/Berlin") == "2024-10-27T00+0200 2024-10-28T00+0100");
  std::vector<Window> windows;
  days.Assign(Moment("2024-03-31T12:00:00Z"), windows);
  days.Assign(Moment("2024-10-27T12:00:00Z"), windows);
  CHECK(windows[0].end() - windows[0].start() == Duration(23 * 3'600'000));
  CHECK(windows[1].end() - windows[1].start() == Duration(25 * 3'600'000));
}

TEST_CASE("where clocks are put back over midnight, the hour behind it belongs to the new day") {
  // In St. John's the clock went from 00:01 on November 7th, 2010 back to 23:01 on the 6th.
  const CalendarWindows days = CalendarDays().In("America/St_Johns");
  std::vector<Window> windows;
  for (const char* const moment :
       {"2010-11-07T02:29:59Z", "2010-11-07T02:30:30Z", "2010-11-07T02:31:30Z", "2010-11-07T12:00:00Z"}) {
    days.Assign(Moment(moment), windows);
    CHECK(windows.back().start() <= Moment(moment));
    CHECK(windows.back().end() > Moment(moment));
  }
  CHECK(windows[0].end() == windows[1].start());
  CHECK(windows[1] == windows[2]);
  CHECK(windows[1] == windows[3]);
}

TEST_CASE("weeks begin on the day that is asked for") {
  CHECK(LocalWindowAt(CalendarWeeks(), "2024-05-15T12:00:00Z") == "2024-05-13T00+0000 2024-05-20T00+0000");
  CHECK(LocalWindowAt(CalendarWeeks(1, Weekday::kSunday), "2024-05-15T12:00:00Z") ==
        "2024-05-12T00+0000 2024-05-19T00+0000");
  CHECK(LocalWindowAt(CalendarWeeks(2), "1970-01-01T00:00:00Z") == "1969-12-29T00+0000 1970-01-12T00+0000");
}

TEST_CASE("months and years have the lengths that the calendar gives them") {
  CHECK(LocalWindowAt(CalendarMonths(), "2024-02-10T00:00:00Z") == "2024-02-01T00+0000 2024-03-01T00+0000");
  CHECK(LocalWindowAt(CalendarMonths(3), "2024-05-10T00:00:00Z") == "2024-04-01T00+0000 2024-07-01T00+0000");
  CHECK(LocalWindowAt(CalendarMonths(5), "1969-12-31T00:00:00Z") == "1969-08-01T00+0000 1970-01-01T00+0000");
  CHECK(LocalWindowAt(CalendarYears(), "1969-12-31T23:59:59Z") == "1969-01-01T00+0000 1970-01-01T00+0000");
  CHECK(LocalWindowAt(CalendarYears(10), "2024-05-10T00:00:00Z") == "2020-01-01T00+0000 2030-01-01T00+0000");
  CHECK(LocalWindowAt(CalendarMonths().In("Asia/Kolkata"), "2024-01-31T19:00:00Z", "Asia/Kolkata") ==
        "2024-02-01T00+0530 2024-03-01T00+0530");
}

TEST_CASE("windows may be counted from a day") {
  CHECK(LocalWindowAt(CalendarDays(10).StartingAt(2024, 1, 5), "2024-01-14T23:00:00Z") ==
        "2024-01-05T00+0000 2024-01-15T00+0000");
  CHECK(LocalWindowAt(CalendarDays(10).StartingAt(2024, 1, 5), "2024-01-04T23:00:00Z") ==
        "2023-12-26T00+0000 2024-01-05T00+0000");
  CHECK(LocalWindowAt(CalendarMonths().StartingAt(2024, 1, 15), "2024-03-14T12:00:00Z") ==
        "2024-02-15T00+0000 2024-03-15T00+0000");
  CHECK(LocalWindowAt(CalendarYears().StartingAt(2024, 4, 6), "2024-04-05T12:00:00Z") ==
        "2023-04-06T00+0000 2024-04-06T00+0000");
}

TEST_CASE("calendar windows reach the ends of the time domain") {
  for (const CalendarWindows& fn : {CalendarDays(), CalendarDays().In("Europe/Berlin"), CalendarWeeks(7),
                                    CalendarMonths(), CalendarYears(), CalendarYears(1'000'000'000)}) {
    for (const Timestamp time : {Timestamp::Min(), Timestamp::Max()}) {
      std::vector<Window> windows;
      fn.Assign(time, windows);
      CHECK(windows[0].start() >= Timestamp::Min());
      CHECK(windows[0].start() < windows[0].end());
      CHECK(windows[0].end() <= Timestamp::Max() + Duration(1));
    }
  }
}

TEST_CASE("a place, a day or a number that there is not is refused with a sentence") {
  CHECK_THROWS_WITH(
      CalendarDays().In("Europe/Atlantis"),
      Catch::Contains("a time zone that this machine does not know") && Catch::Contains("Europe/Atlantis"));
  CHECK_THROWS_WITH(CalendarDays(0), Catch::Contains("given = 0"));
  CHECK_THROWS_WITH(CalendarWeeks(-2), Catch::Contains("given = -2"));
  CHECK_THROWS_WITH(CalendarDays().StartingAt(2023, 2, 29), Catch::Contains("that no calendar has"));
  CHECK_THROWS_WITH(CalendarMonths().StartingAt(2023, 1, 31), Catch::Contains("up to the 28th"));
  CHECK_THROWS_WITH(CalendarYears().StartingAt(2024, 2, 29), Catch::Contains("some years do not have"));
}

TEST_CASE("calendar windows are the same, and made again, by their unit, number, place and first day") {
  const CalendarWindows fns[] = {
      CalendarDays(),   CalendarDays(2),  CalendarDays().In("Europe/Berlin"),      CalendarWeeks(),
      CalendarMonths(), CalendarYears(3), CalendarMonths().StartingAt(2024, 1, 15)};
  for (const CalendarWindows& fn : fns) {
    for (const CalendarWindows& other : fns) CHECK(fn.SameAs(other) == (&fn == &other));
    CHECK(fn.SameAs(*internal::ReadStandardWindowFn(fn.urn(), fn.payload())));
  }
}

}  // namespace
}  // namespace beam::testing
