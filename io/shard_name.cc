#include "io/shard_name.h"

#include <chrono>
#include <cstdio>

#include "io/compression.h"

namespace beam::internal {

namespace {

// Where the ending of the name begins; the size of the path where it has none.
std::size_t EndingOf(const std::string& path, std::size_t end) {
  const std::size_t slash = path.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  const std::size_t dot = path.substr(0, end).rfind('.');
  return dot == std::string::npos || dot <= name ? end : dot;
}

std::string UtcText(Timestamp time) {
  const std::chrono::sys_time<Duration> moment{Duration(time.millis())};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(moment - day);
  char text[64];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

}  // namespace

std::string ShardName(const std::string& path, std::uint32_t shard, std::uint32_t shards, const Window& window,
                      const PaneInfo& pane) {
  std::string addition;
  if (!window.is_global())
    addition.append("-").append(UtcText(window.start())).append("-").append(UtcText(window.end()));
  if (!pane.is_first || !pane.is_last) addition.append("-pane-").append(std::to_string(pane.index));
  if (shards > 1) {
    char text[40];
    std::snprintf(text, sizeof(text), "-%05u-of-%05u", shard, shards);
    addition += text;
  }
  if (addition.empty()) return path;
  std::size_t ending = EndingOf(path, path.size());
  const bool compressed = io::ResolveCompression(io::Compression::kAuto, path) != io::Compression::kNone;
  if (compressed) ending = EndingOf(path, ending);
  return path.substr(0, ending) + addition + path.substr(ending);
}

}  // namespace beam::internal
