#include "beam/event_time/calendar_windows.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "beam/event_time/interval.h"

namespace beam {

namespace {

// More than the time domain has days, and small enough to be multiplied.
constexpr std::int64_t kMostUnits = 1'000'000'000;

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

[[noreturn]] void RefuseDate(const char* problem, std::int64_t year, int month, int day) {
  throw Error(StatusCode::kInvalidArgument, "StartingAt was given a day " + std::string(problem) +
                                                "; given = " + std::to_string(year) + "-" + std::to_string(month) +
                                                "-" + std::to_string(day));
}

}  // namespace

struct CalendarWindows::Zone {
  absl::TimeZone zone;
};

CalendarWindows::CalendarWindows(Unit unit, std::int64_t count)
    : unit_(unit), count_(count), zone_(std::make_shared<Zone>(Zone{absl::UTCTimeZone()})) {
  if (count > 0 && count <= kMostUnits) return;
  throw Error(StatusCode::kInvalidArgument,
              "calendar windows need a number of days, weeks, months or years from 1 to " + std::to_string(kMostUnits) +
                  "; given = " + std::to_string(count));
}

CalendarWindows CalendarWindows::In(std::string_view time_zone) const {
  CalendarWindows result = *this;
  Zone zone;
  result.time_zone_ = time_zone;
  if (!absl::LoadTimeZone(result.time_zone_, &zone.zone)) {
    throw Error(
        StatusCode::kInvalidArgument,
        "calendar windows were given a time zone that this machine does not know; give a name of the IANA database, "
        "such as Europe/Berlin (the package tzdata brings it); given = '" +
            result.time_zone_ + "'");
  }
  result.zone_ = std::make_shared<Zone>(zone);
  return result;
}

CalendarWindows CalendarWindows::StartingAt(std::int64_t year, int month, int day) const {
  // Civil days normalize what is no day.
  const absl::CivilDay civil(year, month, day);
  if (civil.year() != year || civil.month() != month || civil.day() != day || year < -300'000 || year > 300'000) {
    RefuseDate("that no calendar has; give year, month (1 to 12) and day", year, month, day);
  }
  if (unit_ == Unit::kMonths && day > 28) {
    RefuseDate("of the month that some months do not have; give one up to the 28th", year, month, day);
  }
  if (unit_ == Unit::kYears && month == 2 && day == 29) {
    RefuseDate("that some years do not have; give another one", year, month, day);
  }
  CalendarWindows result = *this;
  result.first_ = {year, month, day};
  return result;
}

CalendarWindows::operator internal::WindowFnRef() const { return std::make_shared<CalendarWindows>(*this); }

std::string CalendarWindows::payload() const {
  std::string bytes;
  ByteWriter out(bytes);
  out.PutByte(static_cast<std::uint8_t>(unit_));
  out.PutVarint(static_cast<std::uint64_t>(count_));
  out.PutVarint(static_cast<std::uint64_t>(first_.year));
  out.PutByte(static_cast<std::uint8_t>(first_.month));
  out.PutByte(static_cast<std::uint8_t>(first_.day));
  out.PutLengthPrefixed(time_zone_);
  return bytes;
}

CalendarWindows CalendarWindows::OfPayload(std::string_view payload) {
  ByteReader in(payload);
  const std::uint8_t unit = in.ReadByte();
  if (unit > static_cast<std::uint8_t>(Unit::kYears)) in.Fail("calendar windows have an unknown unit");
  const auto count = static_cast<std::int64_t>(in.ReadVarint());
  const auto year = static_cast<std::int64_t>(in.ReadVarint());
  const int month = in.ReadByte();
  const int day = in.ReadByte();
  const std::string_view time_zone = in.ReadLengthPrefixed();
  in.RequireEmpty();
  return CalendarWindows(static_cast<Unit>(unit), count).StartingAt(year, month, day).In(time_zone);
}

// Where a moment's day is counted, beginning with the window that contains `first_`.
std::int64_t CalendarWindows::IndexOf(Timestamp timestamp) const {
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMillis(timestamp.millis()), zone_->zone);
  switch (unit_) {
    case Unit::kDays:
      return FloorDivide(day - absl::CivilDay(first_.year, first_.month, first_.day), count_);
    case Unit::kMonths: {
      const absl::CivilMonth month = absl::CivilMonth(day) - (day.day() < first_.day ? 1 : 0);
      return FloorDivide(month - absl::CivilMonth(first_.year, first_.month), count_);
    }
    case Unit::kYears:
      break;
  }
  const bool begun = day >= absl::CivilDay(day.year(), first_.month, first_.day);
  return FloorDivide(day.year() - (begun ? 0 : 1) - first_.year, count_);
}

std::int64_t CalendarWindows::BeginOf(std::int64_t index) const {
  absl::CivilDay day(first_.year, first_.month, first_.day);
  const std::int64_t units = index * count_;
  if (unit_ == Unit::kDays) {
    day += units;
  } else if (unit_ == Unit::kMonths) {
    const absl::CivilMonth month = absl::CivilMonth(day) + units;
    day = absl::CivilDay(month.year(), month.month(), first_.day);
  } else {
    day = absl::CivilDay(first_.year + units, first_.month, first_.day);
  }
  return absl::ToUnixMillis(absl::FromCivil(absl::CivilSecond(day), zone_->zone));
}

void CalendarWindows::Assign(Timestamp timestamp, std::vector<Window>& windows) const {
  std::int64_t index = IndexOf(timestamp);
  // Where clocks are put back over midnight, a moment behind it has the date of the day before once more.
  while (BeginOf(index + 1) <= timestamp.millis()) ++index;
  windows.push_back(internal::IntervalInTimeDomain(BeginOf(index), BeginOf(index + 1)));
}

bool CalendarWindows::SameAs(const WindowFn& other) const {
  const auto* const calendar = dynamic_cast<const CalendarWindows*>(&other);
  return calendar != nullptr && calendar->unit_ == unit_ && calendar->count_ == count_ && calendar->first_ == first_ &&
         calendar->time_zone_ == time_zone_;
}

CalendarWindows CalendarDays(std::int64_t count) { return CalendarWindows(CalendarWindows::Unit::kDays, count); }

// The week around January 1st, 1970, a Thursday, begins on December 29th.
CalendarWindows CalendarWeeks(std::int64_t count, Weekday first_day) {
  const std::int64_t days = count <= 0 ? count : count > kMostUnits / 7 ? kMostUnits + 1 : count * 7;
  const absl::CivilDay first = absl::CivilDay(1969, 12, 29) + static_cast<int>(first_day);
  return CalendarWindows(CalendarWindows::Unit::kDays, days).StartingAt(first.year(), first.month(), first.day());
}

CalendarWindows CalendarMonths(std::int64_t count) { return CalendarWindows(CalendarWindows::Unit::kMonths, count); }

CalendarWindows CalendarYears(std::int64_t count) { return CalendarWindows(CalendarWindows::Unit::kYears, count); }

}  // namespace beam
