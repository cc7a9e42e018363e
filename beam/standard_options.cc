#include "beam/standard_options.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

namespace beam::internal {

namespace {

struct ByteUnit {
  std::string_view name;
  double bytes;
};
constexpr double kKibi = 1024;
constexpr double kKilo = 1000;
constexpr std::array<ByteUnit, 14> kByteUnits = {{{"", 1},
                                                  {"B", 1},
                                                  {"KiB", kKibi},
                                                  {"MiB", kKibi* kKibi},
                                                  {"GiB", kKibi* kKibi* kKibi},
                                                  {"TiB", kKibi* kKibi* kKibi* kKibi},
                                                  {"K", kKibi},
                                                  {"M", kKibi* kKibi},
                                                  {"G", kKibi* kKibi* kKibi},
                                                  {"T", kKibi* kKibi* kKibi* kKibi},
                                                  {"KB", kKilo},
                                                  {"MB", kKilo* kKilo},
                                                  {"GB", kKilo* kKilo* kKilo},
                                                  {"TB", kKilo* kKilo* kKilo* kKilo}}};

bool SameIgnoringCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(absl::string_view(a.data(), a.size()), absl::string_view(b.data(), b.size()));
}

// Other SDKs spell runners as class names: DirectRunner is direct.
std::string RunnerName(std::string name) {
  constexpr std::string_view kSuffix = "Runner";
  if (name.size() <= kSuffix.size() || !name.ends_with(kSuffix)) return name;
  name.resize(name.size() - kSuffix.size());
  absl::AsciiStrToLower(&name);
  return name;
}

Status AddRunnerOption(const std::string& text, RunOptions& run) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == text.npos) {
    return Status(StatusCode::kInvalidArgument, "--runner_option expects name=value; given: " + text);
  }
  run.extra[text.substr(0, equals)] = text.substr(equals + 1);
  return Status();
}

// The flags that RunOptions has members for; everything else is for the runner to read.
constexpr std::string_view kMembers[] = {"runner",   "threads",       "memory_limit", "spill_dir",
                                         "progress", "stall_timeout", "drain_after",  "runner_option"};

}  // namespace

std::string ParseByteSize(std::string_view text, ByteSize& value) {
  constexpr const char* kExpected = "a number of bytes such as 65536, 512MiB or 2G";
  double number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (result.ec != std::errc() || !std::isfinite(number) || number < 0) return kExpected;
  const std::string_view unit = text.substr(static_cast<std::size_t>(result.ptr - text.data()));
  for (const ByteUnit& candidate : kByteUnits) {
    if (!SameIgnoringCase(candidate.name, unit)) continue;
    const double bytes = number * candidate.bytes;
    if (bytes >= 9.2e18) return kExpected;
    value.bytes = static_cast<std::uint64_t>(bytes);
    return "";
  }
  return kExpected;
}

std::string PrintByteSize(ByteSize value) {
  static constexpr const char* kUnits[] = {"", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (value.bytes != 0 && value.bytes % 1024 == 0 && unit + 1 < std::size(kUnits)) {
    value.bytes /= 1024;
    ++unit;
  }
  return fmt::format("{}{}", value.bytes, kUnits[unit]);
}

StandardOptions FromRunOptions(const RunOptions& run) {
  StandardOptions options;
  options.runner = run.runner;
  options.threads = static_cast<std::uint16_t>(std::clamp(run.threads, 0, 65535));
  options.memory_limit.bytes = run.memory_limit;
  options.spill_dir = run.spill_dir;
  options.progress = run.progress;
  options.stall_timeout = run.stall_timeout;
  options.drain_after = run.drain_after;
  return options;
}

StatusOr<RunOptions> ToRunOptions(StandardOptions& options, const RunOptions& defaults) {
  RunOptions run = defaults;
  run.runner = RunnerName(options.runner);
  run.threads = options.threads;
  run.memory_limit = options.memory_limit.bytes;
  run.spill_dir = options.spill_dir;
  run.progress = options.progress;
  run.stall_timeout = options.stall_timeout;
  run.drain_after = options.drain_after;
  for (const OptionField& field : OptionTableOf(options)) {
    if (std::find(std::begin(kMembers), std::end(kMembers), field.name) != std::end(kMembers)) continue;
    if (!field.has_value()) continue;
    std::string text = field.type->print(field.value);
    if (!(field.type->is_list && text.empty())) run.extra[std::string(field.name)] = std::move(text);
  }
  for (const std::string& text : options.runner_option) {
    if (Status status = AddRunnerOption(text, run); !status.ok()) return status;
  }
  return run;
}

}  // namespace beam::internal
