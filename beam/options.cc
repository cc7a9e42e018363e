// The values of options: text to value and back. Reading command lines is in beam/command_line.cc.
#include "beam/options.h"

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace beam {

namespace internal {

namespace {

template <class T>
bool ParseWhole(std::string_view text, T& value) {
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc() && result.ptr == end;
}

struct TimeUnit {
  std::string_view name;
  std::int64_t nanos;
};
// Largest first; PrintTicks takes the first one that divides, ParseTerm any.
constexpr std::array<TimeUnit, 9> kTimeUnits = {{{"d", 86'400'000'000'000},
                                                 {"h", 3'600'000'000'000},
                                                 {"min", 60'000'000'000},
                                                 {"m", 60'000'000'000},
                                                 {"s", 1'000'000'000},
                                                 {"ms", 1'000'000},
                                                 {"us", 1'000},
                                                 {"\u00b5s", 1'000},
                                                 {"ns", 1}}};

constexpr const char* kDurationExpected = "a duration such as 10s, 5min or 1h30min";

// Cuts a number and its unit off the front of `text`. Returns false when there is no such thing.
bool CutTerm(std::string_view& text, std::string_view& number, const TimeUnit*& unit) {
  std::size_t digits = 0;
  while (digits < text.size() &&
         (absl::ascii_isdigit(static_cast<unsigned char>(text[digits])) || text[digits] == '.')) {
    ++digits;
  }
  std::size_t end = digits;
  while (end < text.size() && !absl::ascii_isdigit(static_cast<unsigned char>(text[end])) && text[end] != '.') ++end;
  number = text.substr(0, digits);
  unit = nullptr;
  for (const TimeUnit& candidate : kTimeUnits) {
    if (candidate.name == text.substr(digits, end - digits)) unit = &candidate;
  }
  text.remove_prefix(end);
  return !number.empty() && number != "." && unit != nullptr;
}

// The exact number of nanoseconds in `number` units, for at most 18 digits; those fit 128 bits with room to add.
bool TermNanos(std::string_view number, std::int64_t unit_nanos, __int128& nanos) {
  std::int64_t digits = 0;
  std::int64_t scale = 1;
  bool fraction = false;
  if (number.size() > 18) return false;
  for (const char c : number) {
    if (c == '.') {
      if (fraction) return false;
      fraction = true;
      continue;
    }
    digits = digits * 10 + (c - '0');
    if (fraction) scale *= 10;
  }
  const __int128 scaled = static_cast<__int128>(digits) * unit_nanos;
  nanos = scaled / scale;
  return scaled % scale == 0;
}

bool ParseNanos(std::string_view text, __int128& nanos) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  nanos = 0;
  if (text.empty()) return false;
  if (text == "0") return true;
  while (!text.empty()) {
    std::string_view number;
    const TimeUnit* unit = nullptr;
    __int128 term = 0;
    if (!CutTerm(text, number, unit) || !TermNanos(number, unit->nanos, term)) return false;
    nanos += term;
  }
  if (negative) nanos = -nanos;
  return true;
}

// The shortest digits that read back as `value`, without an exponent.
std::string FixedDigits(double value) {
  std::array<char, 400> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return std::string(digits.data(), result.ptr);
}

// "kReadOnly" is read_only.
std::string OptionSpelling(std::string_view enumerator) {
  if (enumerator.size() > 1 && enumerator[0] == 'k' && absl::ascii_isupper(static_cast<unsigned char>(enumerator[1]))) {
    enumerator.remove_prefix(1);
  }
  std::string spelling;
  bool after_lower = false;
  for (const char c : enumerator) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isupper(byte) && after_lower) spelling += '_';
    after_lower = absl::ascii_islower(byte) || absl::ascii_isdigit(byte);
    spelling += absl::ascii_tolower(byte);
  }
  return spelling;
}

// An enumerator's spelling is a qualified name, that of a value without one a cast, "(Color)5".
std::string NameOfItem(std::string_view item) {
  if (const std::size_t cast = item.rfind(')'); cast != item.npos && item.find(':', cast) == item.npos) return "";
  if (const std::size_t colon = item.rfind(':'); colon != item.npos) item.remove_prefix(colon + 1);
  return OptionSpelling(item);
}

// The enumerators of a listing such as "... [E = Color, kValues = <Color::kRed, (Color)1>]"; "" for values without a
// name. Qualifiers may hold brackets and commas of their own.
std::vector<std::string> EnumeratorNames(std::string_view listing) {
  constexpr std::string_view kMark = "kValues = ";
  std::vector<std::string> names;
  int depth = 0;
  std::size_t begin = listing.find(kMark) + kMark.size() + 1;
  for (std::size_t i = begin; i < listing.size() && depth >= 0; ++i) {
    const char c = listing[i];
    const bool closes = c == '>' || c == '}' || c == ')';
    if (c == '<' || c == '{' || c == '(') ++depth;
    if (closes) --depth;
    if ((c == ',' && depth == 0) || depth < 0) {
      names.push_back(NameOfItem(listing.substr(begin, i - begin)));
      begin = i + 2;
    }
  }
  return names;
}

// Comparison by what people do not care about: case, and which of `-` and `_` separates words, if any.
std::string Simplified(std::string_view name) {
  std::string simple;
  for (const char c : name) {
    if (c != '_' && c != '-') simple += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  return simple;
}

}  // namespace

std::string ParseBool(std::string_view text, bool& value) {
  if (absl::SimpleAtob(absl::string_view(text.data(), text.size()), &value)) return "";
  const std::string lower = Simplified(text);
  value = lower == "on";
  return lower == "on" || lower == "off" ? "" : "true or false";
}

std::string ParseSigned(std::string_view text, std::int64_t min, std::int64_t max, std::int64_t& value) {
  if (ParseWhole(text, value) && value >= min && value <= max) return "";
  return fmt::format("a whole number from {} to {}", min, max);
}

std::string ParseUnsigned(std::string_view text, std::uint64_t max, std::uint64_t& value) {
  if (ParseWhole(text, value) && value <= max) return "";
  return fmt::format("a whole number from 0 to {}", max);
}

std::string ParseReal(std::string_view text, double max, double& value) {
  if (!ParseWhole(text, value)) return "a number";
  if (std::isfinite(value) && std::abs(value) > max) return fmt::format("a number from {:g} to {:g}", -max, max);
  return "";
}

std::string ParseTicks(std::string_view text, std::int64_t tick_nanos, std::int64_t min, std::int64_t max,
                       std::int64_t& ticks) {
  __int128 nanos = 0;
  if (!ParseNanos(text, nanos)) return kDurationExpected;
  if (nanos % tick_nanos != 0) return fmt::format("a multiple of {}", PrintTicks(1, tick_nanos));
  const __int128 count = nanos / tick_nanos;
  if (count < min || count > max) {
    return fmt::format("a duration from {} to {}", PrintTicks(min, tick_nanos), PrintTicks(max, tick_nanos));
  }
  ticks = static_cast<std::int64_t>(count);
  return "";
}

std::string ParseRealTicks(std::string_view text, std::int64_t tick_nanos, double& ticks) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  ticks = 0;
  if (text == "0") return "";
  if (text.empty()) return kDurationExpected;
  while (!text.empty()) {
    std::string_view number;
    const TimeUnit* unit = nullptr;
    double count = 0;
    if (!CutTerm(text, number, unit) || !ParseWhole(number, count)) return kDurationExpected;
    ticks += count * (static_cast<double>(unit->nanos) / static_cast<double>(tick_nanos));
  }
  if (negative) ticks = -ticks;
  return "";
}

std::string ParseEnumerator(std::string_view text, std::string_view listing, std::size_t& index) {
  const std::vector<std::string> names = EnumeratorNames(listing);
  for (index = 0; index < names.size(); ++index) {
    if (!names[index].empty() && Simplified(names[index]) == Simplified(text)) return "";
  }
  return "one of " + EnumeratorChoices(listing);
}

std::string PrintReal(float value) { return fmt::format("{}", value); }
std::string PrintReal(double value) { return fmt::format("{}", value); }

std::string PrintTicks(std::int64_t ticks, std::int64_t tick_nanos) {
  if (ticks == 0) return "0s";
  const __int128 nanos = static_cast<__int128>(ticks) * tick_nanos;
  for (const TimeUnit& unit : kTimeUnits) {
    if (nanos % unit.nanos == 0) return fmt::format("{}{}", nanos / unit.nanos, unit.name);
  }
  std::abort();  // One nanosecond divides everything.
}

// Written in the tick's own unit, where it has one, so that no rounding happens on the way back.
std::string PrintRealTicks(double ticks, std::int64_t tick_nanos) {
  for (const TimeUnit& unit : kTimeUnits) {
    if (unit.nanos == tick_nanos) return FixedDigits(ticks) + std::string(unit.name);
  }
  return FixedDigits(ticks * static_cast<double>(tick_nanos) / 1e9) + "s";
}

std::string PrintEnumerator(std::size_t index, std::string_view listing) {
  const std::vector<std::string> names = EnumeratorNames(listing);
  return index < names.size() && !names[index].empty() ? names[index] : fmt::format("{}", index);
}

std::string EnumeratorChoices(std::string_view listing) {
  std::string choices;
  for (const std::string& name : EnumeratorNames(listing)) {
    if (!name.empty()) choices += (choices.empty() ? "" : "|") + name;
  }
  return choices;
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> elements;
  std::string element;
  bool open = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') {
      elements.push_back(std::move(element));
      element.clear();
      open = false;
      continue;
    }
    const bool escape = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ',' || text[i + 1] == '\\');
    element += text[escape ? ++i : i];
    open = true;
  }
  if (open) elements.push_back(std::move(element));
  return elements;
}

std::string JoinList(const std::vector<std::string>& elements) {
  std::string text;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    for (const char c : elements[i]) {
      if (c == ',' || c == '\\') text += '\\';
      text += c;
    }
    if (i + 1 < elements.size() || elements[i].empty()) text += ',';
  }
  return text;
}

void AddOption(OptionTable& table, const OptionField& option) { table.push_back(option); }

}  // namespace internal

}  // namespace beam
