// Typed options: a plain struct becomes the flags of a program.
//
//   struct Options {
//     std::vector<std::string> files;
//     int top = 20;
//     std::chrono::milliseconds pause{100};
//     static constexpr beam::Flag kFlags[] = {          // optional: descriptions and traits, by the field's name
//         {"files", "text files to count", beam::kPositional | beam::kRequired},
//         {"top", "how many words to print"}};
//   };
//   auto options = beam::Init<Options>(argc, argv);      // beam/init.h;  wordcount a.txt b.txt --top=5 --pause=2s
//
// A field is a flag of its name (`max_size` is --max_size and --max-size), its initializer the default. The types:
//   bool                     --verbose, --no-verbose, --verbose=false
//   integers, float, double  checked against the type's range
//   std::string              as it is
//   std::chrono durations    90s, 5min, 1h30min, 1.5s; units d, h, min (or m), s, ms, us, ns
//   enums                    by the enumerator's name: kReadOnly is read_only; needs `enum class` or an underlying
//   type, and
//                            values from 0 to 63
//   std::optional<X>         without the flag it stays as it was initialized
//   std::vector<X>           --n=1 --n=2, or --n=1,2; the first one given replaces the default; `\,` is a comma in an
//   element
// A flag that takes one value and is given twice keeps the last one. A field of one letter, `n`, is -n and --n.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/chrono.h"
#include "beam/base/error.h"
#include "beam/result.h"
#include "coders/fields.h"

namespace beam {

/// What a field of an options struct is, beyond a flag. Traits are joined with `|`.
enum class FlagTraits : std::uint8_t {
  kNone = 0,
  kRequired = 1,  ///< the command line must set it
  kPositional =
      2,  ///< also takes the words that are no flags: one for each such field in their order, a vector takes the rest
};
inline constexpr FlagTraits kRequired = FlagTraits::kRequired;
inline constexpr FlagTraits kPositional = FlagTraits::kPositional;
constexpr FlagTraits operator|(FlagTraits a, FlagTraits b) {
  return static_cast<FlagTraits>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}

/// Describes the field `name`; an options struct lists them in `static constexpr beam::Flag kFlags[]`.
struct Flag {
  std::string_view name;
  std::string_view help;
  FlagTraits traits = FlagTraits::kNone;
};

/// What the command line said: the program's options, the standard ones, and whether --help was asked for.
template <class Options>
struct CommandLine {
  Options options;
  RunOptions run;
  bool help = false;
};

namespace internal {

/// How the values of one type are read from text and written as text. The readers return what was expected, or "" when
/// the text fits.
struct OptionType {
  bool is_switch = false;
  bool is_list = false;
  std::string (*placeholder)() = nullptr;
  std::string (*parse)(std::string_view text, void* value) = nullptr;
  /// Lists only: adds one element, whose text is not split.
  std::string (*append)(std::string_view text, void* value) = nullptr;
  void (*clear)(void* value) = nullptr;
  /// False for a std::optional without a value, which has no text; null for what always has one.
  bool (*has_value)(const void* value) = nullptr;
  std::string (*print)(const void* value) = nullptr;
};

/// One field of an options struct.
struct OptionField {
  std::string_view name;
  std::string_view help;
  FlagTraits traits = FlagTraits::kNone;
  const OptionType* type = nullptr;
  void* value = nullptr;

  bool has_value() const { return type->has_value == nullptr || type->has_value(value); }
  bool required() const { return (static_cast<int>(traits) & static_cast<int>(FlagTraits::kRequired)) != 0; }
  bool positional() const { return (static_cast<int>(traits) & static_cast<int>(FlagTraits::kPositional)) != 0; }
};
using OptionTable = std::vector<OptionField>;

/// The flags that every program has (see beam/standard_options.h), so that a clash is found while compiling.
inline constexpr std::string_view kStandardFlags[] = {
    "help",          "runner",         "threads",           "direct_num_workers",     "target_parallelism",
    "memory_limit",  "spill_dir",      "progress",          "stall_timeout",          "drain_after",
    "job_name",      "job_endpoint",   "artifact_endpoint", "environment_type",       "environment_config",
    "stage_program", "files_to_stage", "resource_hints",    "sdk_worker_parallelism", "parallelism",
    "streaming",     "temp_location",  "experiments",       "runner_option"};

std::string ParseBool(std::string_view text, bool& value);
std::string ParseSigned(std::string_view text, std::int64_t min, std::int64_t max, std::int64_t& value);
std::string ParseUnsigned(std::string_view text, std::uint64_t max, std::uint64_t& value);
std::string ParseReal(std::string_view text, double max, double& value);
std::string ParseTicks(std::string_view text, std::int64_t tick_nanos, std::int64_t min, std::int64_t max,
                       std::int64_t& ticks);
std::string ParseRealTicks(std::string_view text, std::int64_t tick_nanos, double& ticks);
/// `listing` is the compiler's spelling of the enumerators from 0 on.
std::string ParseEnumerator(std::string_view text, std::string_view listing, std::size_t& index);
std::string PrintReal(float value);
std::string PrintReal(double value);
std::string PrintTicks(std::int64_t ticks, std::int64_t tick_nanos);
std::string PrintRealTicks(double ticks, std::int64_t tick_nanos);
std::string PrintEnumerator(std::size_t index, std::string_view listing);
/// "red|green|blue".
std::string EnumeratorChoices(std::string_view listing);
/// Elements are ended by commas, the last one also by the end of the text; `\,` and `\\` are a comma and a backslash.
std::vector<std::string> SplitList(std::string_view text);
std::string JoinList(const std::vector<std::string>& elements);

/// Specialized for every type that one value on the command line can have.
template <class T>
struct OptionValue {
  static constexpr bool kSupported = false;
};

template <>
struct OptionValue<bool> {
  static constexpr bool kSupported = true;
  static std::string Placeholder() { return "BOOL"; }
  static std::string Parse(std::string_view text, bool& value) { return ParseBool(text, value); }
  static std::string Print(bool value) { return value ? "true" : "false"; }
};

template <>
struct OptionValue<std::string> {
  static constexpr bool kSupported = true;
  static std::string Placeholder() { return "TEXT"; }
  static std::string Parse(std::string_view text, std::string& value) {
    value = text;
    return "";
  }
  static std::string Print(const std::string& value) { return value; }
};

template <class T>
inline constexpr bool kIsCharacter =
    std::is_same_v<T, char> || std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> ||
    std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;

template <class T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool> && !kIsCharacter<T>)
struct OptionValue<T> {
  static constexpr bool kSupported = true;
  using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
  static std::string Placeholder() { return "INT"; }
  static std::string Parse(std::string_view text, T& value) {
    Wide wide = 0;
    std::string expected;
    if constexpr (std::is_signed_v<T>) {
      expected = ParseSigned(text, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), wide);
    } else {
      expected = ParseUnsigned(text, std::numeric_limits<T>::max(), wide);
    }
    if (expected.empty()) value = static_cast<T>(wide);
    return expected;
  }
  static std::string Print(T value) { return std::to_string(static_cast<Wide>(value)); }
};

template <class T>
  requires(std::is_same_v<T, float> || std::is_same_v<T, double>)
struct OptionValue<T> {
  static constexpr bool kSupported = true;
  static std::string Placeholder() { return "NUMBER"; }
  static std::string Parse(std::string_view text, T& value) {
    double wide = 0;
    std::string expected = ParseReal(text, std::numeric_limits<T>::max(), wide);
    if (expected.empty()) value = static_cast<T>(wide);
    return expected;
  }
  static std::string Print(T value) { return PrintReal(value); }
};

template <class Rep, class Period>
struct OptionValue<std::chrono::duration<Rep, Period>> {
  static_assert(std::nano::den % Period::den == 0, "a duration option must count whole nanoseconds");
  static constexpr std::int64_t kTickNanos = Period::num * (std::nano::den / Period::den);
  static constexpr bool kSupported = true;
  using Duration = std::chrono::duration<Rep, Period>;
  static std::string Placeholder() { return "DURATION"; }
  static std::string Parse(std::string_view text, Duration& value) {
    std::conditional_t<std::is_floating_point_v<Rep>, double, std::int64_t> ticks = 0;
    std::string expected;
    if constexpr (std::is_floating_point_v<Rep>) {
      expected = ParseRealTicks(text, kTickNanos, ticks);
    } else {
      expected = ParseTicks(text, kTickNanos, std::numeric_limits<Rep>::min(), std::numeric_limits<Rep>::max(), ticks);
    }
    if (expected.empty()) value = Duration(static_cast<Rep>(ticks));
    return expected;
  }
  static std::string Print(Duration value) {
    if constexpr (std::is_floating_point_v<Rep>) {
      return PrintRealTicks(static_cast<double>(value.count()), kTickNanos);
    } else {
      return PrintTicks(static_cast<std::int64_t>(value.count()), kTickNanos);
    }
  }
};

/// The compiler's spelling of some values of an enum; those without a name are spelled as casts.
template <class E, E... kValues>
constexpr auto EnumeratorText() noexcept {  // not `std::string_view`, which g++ would explain at the end of the text
  return std::string_view(__PRETTY_FUNCTION__);
}
template <class E, std::size_t... I>
constexpr std::string_view EnumeratorTextOf(std::index_sequence<I...>) noexcept {
  return EnumeratorText<E, static_cast<E>(I)...>();
}

template <class E>
  requires(std::is_enum_v<E> && requires { E{0}; })
struct OptionValue<E> {
  static constexpr bool kSupported = true;
  static constexpr std::string_view kListing = EnumeratorTextOf<E>(std::make_index_sequence<64>());
  static std::string Placeholder() { return EnumeratorChoices(kListing); }
  static std::string Parse(std::string_view text, E& value) {
    std::size_t index = 0;
    std::string expected = ParseEnumerator(text, kListing, index);
    if (expected.empty()) value = static_cast<E>(index);
    return expected;
  }
  static std::string Print(E value) { return PrintEnumerator(static_cast<std::size_t>(value), kListing); }
};

/// How a field takes one value, an optional one, or a list of them.
template <class T>
struct OptionForm : OptionValue<T> {
  static constexpr OptionType Make() {
    OptionType type;
    type.is_switch = std::is_same_v<T, bool>;
    type.placeholder = &OptionValue<T>::Placeholder;
    type.parse = [](std::string_view text, void* value) {
      return OptionValue<T>::Parse(text, *static_cast<T*>(value));
    };
    type.print = [](const void* value) { return OptionValue<T>::Print(*static_cast<const T*>(value)); };
    return type;
  }
};

template <class T>
struct OptionForm<std::optional<T>> {
  static constexpr bool kSupported = OptionValue<T>::kSupported;
  static constexpr OptionType Make() {
    OptionType type = OptionForm<T>::Make();
    type.parse = [](std::string_view text, void* value) {
      T parsed{};
      std::string expected = OptionValue<T>::Parse(text, parsed);
      if (expected.empty()) *static_cast<std::optional<T>*>(value) = std::move(parsed);
      return expected;
    };
    type.has_value = [](const void* value) { return static_cast<const std::optional<T>*>(value)->has_value(); };
    type.print = [](const void* value) { return OptionValue<T>::Print(**static_cast<const std::optional<T>*>(value)); };
    return type;
  }
};

template <class T>
struct OptionForm<std::vector<T>> {
  static constexpr bool kSupported = OptionValue<T>::kSupported;
  static std::string Append(std::string_view text, void* value) {
    T parsed{};
    std::string expected = OptionValue<T>::Parse(text, parsed);
    if (expected.empty()) static_cast<std::vector<T>*>(value)->push_back(std::move(parsed));
    return expected;
  }
  static std::string Parse(std::string_view text, void* value) {
    for (const std::string& element : SplitList(text)) {
      if (std::string expected = Append(element, value); !expected.empty()) return expected;
    }
    return "";
  }
  static std::string Print(const void* value) {
    std::vector<std::string> elements;
    for (const T& element : *static_cast<const std::vector<T>*>(value))
      elements.push_back(OptionValue<T>::Print(element));
    return JoinList(elements);
  }
  static constexpr OptionType Make() {
    OptionType type;
    type.is_list = true;
    type.placeholder = [] { return OptionValue<T>::Placeholder() + ",..."; };
    type.parse = &Parse;
    type.append = &Append;
    type.clear = [](void* value) { static_cast<std::vector<T>*>(value)->clear(); };
    type.print = &Print;
    return type;
  }
};

template <class T>
inline constexpr OptionType kOptionType = OptionForm<T>::Make();

/// The entry of `kFlags` for a field; one without a description where there is none.
template <class Options>
constexpr Flag FlagOf(std::string_view name) {
  if constexpr (requires { Options::kFlags; }) {
    for (const Flag& flag : Options::kFlags) {
      if (flag.name == name) return flag;
    }
  }
  return {name, ""};
}

template <class Options>
constexpr bool kFlagsNameFields = [] {
  if constexpr (requires { Options::kFlags; }) {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      for (const Flag& flag : Options::kFlags) {
        if (!((flag.name == FieldName<Options, I>()) || ...)) return false;
      }
      return true;
    }(std::make_index_sequence<kFieldCount<Options>>());
  }
  return true;
}();

constexpr bool IsStandardFlag(std::string_view name) {
  for (const std::string_view standard : kStandardFlags) {
    if (name == standard) return true;
  }
  return false;
}

/// Refuses what cannot become flags, with one sentence; false then, so that nothing else complains.
template <class Options, std::size_t... I>
constexpr bool CheckOptionFields(std::index_sequence<I...>) {
  constexpr bool kTypes = (OptionForm<MemberType<I, Options>>::kSupported && ...);
  constexpr bool kNames = !(IsStandardFlag(FieldName<Options, I>()) || ...);
  static_assert(
      kTypes,
      "beam::Init: a field of the options struct has a type that no flag can have; use bool, an integer, float, "
      "double, std::string, a std::chrono duration, an enum class, or a std::optional or std::vector of these");
  static_assert(
      kNames,
      "beam::Init: a field of the options struct has the name of a standard flag, such as --runner or --threads; "
      "give the field another name");
  static_assert(
      kFlagsNameFields<Options>,
      "beam::Init: an entry of kFlags names no field of the options struct; write the field's name as it is spelled");
  return kTypes && kNames && kFlagsNameFields<Options>;
}

template <class Options>
constexpr bool CheckOptions() {
  constexpr bool kPlain = kIsReflectable<Options> && std::is_default_constructible_v<Options>;
  static_assert(
      kPlain,
      "beam::Init: the options must be a plain struct: public fields with initializers, without constructors, base "
      "classes, C arrays and bit-fields");
  if constexpr (kPlain) return CheckOptionFields<Options>(std::make_index_sequence<kFieldCount<Options>>());
  return false;
}

void AddOption(OptionTable& table, const OptionField& option);

/// The fields of `options`, which must outlive the table.
template <class Options>
OptionTable OptionTableOf(Options& options) {
  OptionTable table;
  ForEachField(options, [&table]<class F>(std::string_view name, F& field) {
    const Flag flag = FlagOf<Options>(name);
    AddOption(table, {name, flag.help, flag.traits, &kOptionType<F>, &field});
  });
  return table;
}

/// The untyped parts of the functions below. `environment` is the text of BEAM_OPTIONS.
struct ParsedRun {
  RunOptions run;
  bool help = false;
};
StatusOr<ParsedRun> ParseCommandLine(const OptionTable& program, const std::vector<std::string>& words,
                                     const std::string& environment, const RunOptions& defaults);
/// Leaves in `words` what is no standard flag.
StatusOr<RunOptions> TakeStandardFlags(std::vector<std::string>& words, const std::string& environment,
                                       const RunOptions& defaults);
Status ParseOptions(const OptionTable& program, const std::vector<std::string>& words);
std::string OptionsText(const OptionTable& program);
std::string HelpText(const OptionTable& program, std::string_view program_name);

}  // namespace internal

/// The flags of a program that has none of its own.
struct NoOptions {};

/// Reads a program's own flags and the standard ones (`--runner`, `--threads`, `--memory_limit`, ...; see --help) from
/// the words of a command line, without the program's name. `environment` holds standard flags that the words override,
/// as beam::Init takes them from the variable BEAM_OPTIONS. `defaults` are the standard options where neither sets
/// them. Errors: kInvalidArgument for an unknown flag (with the nearest known one), a value that does not fit, a
/// missing one.
template <class Options = NoOptions>
StatusOr<CommandLine<Options>> ParseCommandLine(const std::vector<std::string>& words,
                                                const std::string& environment = "", const RunOptions& defaults = {}) {
  CommandLine<Options> line;
  if constexpr (internal::CheckOptions<Options>()) {
    auto parsed = internal::ParseCommandLine(internal::OptionTableOf(line.options), words, environment, defaults);
    if (!parsed.ok()) return parsed.status();
    line.run = std::move(parsed->run);
    line.help = parsed->help;
  }
  return line;
}

/// Reads a program's own flags only; the inverse of OptionsText after FlagWords.
template <class Options>
StatusOr<Options> ParseOptions(const std::vector<std::string>& words) {
  Options options;
  if constexpr (internal::CheckOptions<Options>()) {
    Status status = internal::ParseOptions(internal::OptionTableOf(options), words);
    if (!status.ok()) return status;
  }
  return options;
}

/// The options as one line of flags, quoted as a shell wants them: for logs, and to start a worker with the same
/// options.
template <class Options>
std::string OptionsText(Options options) {
  if constexpr (internal::CheckOptions<Options>()) return internal::OptionsText(internal::OptionTableOf(options));
  return "";
}

/// Splits a line of flags into words: at blanks, with the quotes ' and " and the backslash of a shell.
std::vector<std::string> FlagWords(std::string_view line);

/// What --help prints: the program's own flags with types and defaults, then the standard ones.
template <class Options = NoOptions>
std::string HelpText(std::string_view program_name) {
  Options options;
  if constexpr (internal::CheckOptions<Options>()) {
    return internal::HelpText(internal::OptionTableOf(options), program_name);
  }
  return "";
}

}  // namespace beam
