// The scores of a game by team and hour, from files that go on growing: a guess whenever an hour that still runs has had no guess for
// --guess, its result when the hour is over, and a correction for each score that comes late. A line of the input is
// "<seconds since 1970> <team> <points>".
//
//   leaderboard 'scores/*.txt' --guess=10s          until it is interrupted, or drained by kill -USR1
//   leaderboard 'scores/*.txt' --once               what is there now
#include <charconv>
#include <chrono>
#include <cstdio>

#include "beam/beam.h"
#include "io/tail_text.h"

using beam::Duration;

struct Options {
  std::vector<std::string> files;
  std::chrono::milliseconds guess{10'000};
  bool once = false;
  static constexpr beam::Flag kFlags[] = {
      {"files", "names or patterns of text files", beam::kPositional | beam::kRequired},
      {"guess", "how long a guess stands before the next one"},
      {"once", "ends with what the files have now"}};
};

struct Score {
  int64_t seconds = 0;
  std::string team;
  int64_t points = 0;
};

Score Parse(const std::string& line) {
  Score score;
  const char* const end = line.data() + line.size();
  const auto [behind_time, error] = std::from_chars(line.data(), end, score.seconds);
  const std::size_t space = line.rfind(' ');
  const char* const points = line.data() + (space == std::string::npos ? line.size() : space + 1);
  if (error != std::errc() || behind_time == end || *behind_time != ' ' || points <= behind_time + 1 ||
      std::from_chars(points, end, score.points).ptr != end) {
    throw beam::Error(beam::StatusCode::kInvalidArgument, "a line must be a time in seconds, a team and points");
  }
  score.team.assign(behind_time + 1, points - 1);
  return score;
}

beam::Timestamp TimeOf(const Score& score) { return beam::Timestamp(std::chrono::seconds(score.seconds)); }

void Print(beam::Window hour, beam::PaneInfo pane, const std::string& team, int64_t points) {
  const char* const kind = pane.timing == beam::PaneTiming::kEarly  ? "so far"
                           : pane.timing == beam::PaneTiming::kLate ? "corrected"
                                                                    : "result";
  std::printf("%lld %s: %lld %s\n", static_cast<long long>(hour.start().millis() / 1000), team.c_str(),
              static_cast<long long>(points), kind);
  std::fflush(stdout);
}

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  constexpr Duration kPatience = std::chrono::hours(24);
  beam::io::TailTextOptions looks;
  if (options.once) looks.until = beam::Timestamp();
  beam::Pipeline p;
  // A line has the time at which it was read, and says when the score was made: up to a day before.
  auto scores = beam::WithTimestamps(beam::Map(beam::io::TailText(p, options.files, looks), Parse), TimeOf, kPatience);
  auto by_hour = beam::WindowInto(scores, beam::FixedWindows(std::chrono::hours(1)),
                                  {.trigger = beam::AfterWatermark()
                                                  .EarlyFirings(beam::AfterProcessingTime(options.guess))
                                                  .LateFirings(beam::AfterCount(1)),
                                   .allowed_lateness = kPatience,
                                   .accumulation = beam::AccumulationMode::kAccumulating});
  auto by_team = beam::Map(by_hour, [](const Score& score) { return beam::KV{score.team, score.points}; });
  beam::ParDo(beam::CombinePerKey(by_team, [](int64_t a, int64_t b) { return a + b; }), Print);
  return beam::RunMain(p);
} catch (const beam::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
