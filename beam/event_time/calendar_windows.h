// Calendar windows: days, weeks, months and years of a place.
#pragma once

#include <cstdint>

#include "beam/event_time/window_fn.h"

namespace beam {

enum class Weekday : std::uint8_t { kMonday, kTuesday, kWednesday, kThursday, kFriday, kSaturday, kSunday };

/// Pieces of a calendar: every moment lies in one of them. They begin at midnight of their place, in UTC unless In says another
/// one, and are an hour longer or shorter where its clocks are changed. Made by the functions below.
class CalendarWindows final : public internal::WindowFn {
 public:
  static constexpr std::string_view kUrn = "beam:window_fn:cpp_calendar_windows:v1";
  enum class Unit : std::uint8_t { kDays, kMonths, kYears };

  CalendarWindows(Unit unit, std::int64_t count);

  /// Days begin and end in this time zone of the IANA database. Throws beam::Error (kInvalidArgument) for one that this machine
  /// does not know.
  CalendarWindows In(std::string_view time_zone) const;
  /// One of the windows begins on this day; months begin on its day of the month, at most the 28th, and years on its day of the
  /// year, which is not February 29th. Throws beam::Error (kInvalidArgument) for days that there are not. Without it windows are
  /// counted from January 1st, 1970, and weeks from the one around it.
  CalendarWindows StartingAt(std::int64_t year, int month, int day) const;

  // NOLINTNEXTLINE(google-explicit-constructor): made at the call of WindowInto
  operator internal::WindowFnRef() const;

  std::string_view urn() const override { return kUrn; }
  std::string payload() const override;
  /// Throws beam::Error for bytes that payload() did not write.
  static CalendarWindows OfPayload(std::string_view payload);
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override;
  bool partitions() const override { return true; }
  bool SameAs(const WindowFn& other) const override;

 private:
  struct Zone;
  struct Date {
    std::int64_t year = 1970;
    int month = 1;
    int day = 1;
    bool operator==(const Date&) const = default;
  };
  std::int64_t IndexOf(Timestamp timestamp) const;
  std::int64_t BeginOf(std::int64_t index) const;

  Unit unit_;
  std::int64_t count_;
  Date first_;
  std::string time_zone_ = "UTC";
  std::shared_ptr<const Zone> zone_;
};

/// Windows of `count` days. Each of these functions throws beam::Error (kInvalidArgument) unless count is positive.
///
///   auto daily = beam::WindowInto(orders, beam::CalendarDays(1).In("Europe/Berlin"));
CalendarWindows CalendarDays(std::int64_t count = 1);
/// Windows of `count` weeks that begin on `first_day`.
CalendarWindows CalendarWeeks(std::int64_t count = 1, Weekday first_day = Weekday::kMonday);
/// Windows of `count` months.
CalendarWindows CalendarMonths(std::int64_t count = 1);
/// Windows of `count` years.
CalendarWindows CalendarYears(std::int64_t count = 1);

}  // namespace beam
