// Sessions of users, by state and timers: a session ends when a user has done nothing for --gap seconds. A line of the input is
// "<seconds since 1970> <user>"; the output has "<user>: <number of events> events in <seconds> s". Input in any order gives the
// same sessions as beam::Sessions would, because the DoFn asks for the order of time.
//
//   user_sessions --input=events.txt --output=sessions.txt --gap=600
#include <charconv>
#include <chrono>
#include <cstdio>

#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"
#include "io/text.h"

struct Options {
  std::string input;
  std::string output = "-";
  int64_t gap = 600;
  static constexpr beam::Flag kFlags[] = {
      {"input", "names or patterns of text files; - is standard input", beam::kRequired},
      {"output", "the file for the sessions"},
      {"gap", "how many seconds of silence end a session"}};
};

struct Event {
  std::string user;
  int64_t seconds = 0;
};

Event Parse(const std::string& line) {
  Event event;
  const char* const end = line.data() + line.size();
  const auto [rest, error] = std::from_chars(line.data(), end, event.seconds);
  if (error != std::errc() || rest == end || *rest != ' ') {
    throw beam::Error(beam::StatusCode::kInvalidArgument, "a line must be a time in seconds since 1970 and a user");
  }
  event.user.assign(rest + 1, end);
  return event;
}

struct FindSessions {
  int64_t gap_seconds = 0;
  beam::ValueState<int64_t, "events"> events;
  beam::ValueState<int64_t, "began"> began;
  beam::ValueState<int64_t, "last"> last;
  beam::EventTimer<"silence"> silence;
  static constexpr bool kTimeSorted = true;

  void ProcessElement(beam::EventTime t, const std::string& user, int64_t seconds,
                      beam::Emitter<std::string> sessions) {
    // Over a complete input no time passes between elements: the silence is seen when the next one comes.
    if (last.ReadOr(seconds) + gap_seconds <= seconds) End(user, sessions);
    if (events.empty()) began.Write(seconds);
    events.Write(events.ReadOr(0) + 1);
    last.Write(seconds);
    silence.Set(t + std::chrono::seconds(gap_seconds));
  }
  void OnTimer(beam::EventTimer<"silence">&, const std::string& user, beam::Emitter<std::string> sessions) {
    End(user, sessions);
  }

  void End(const std::string& user, beam::Emitter<std::string>& sessions) {
    if (events.empty()) return;
    sessions(user + ": " + std::to_string(*events.Read()) + " events in " +
             std::to_string(*last.Read() - *began.Read()) + " s");
    events.Clear();
  }
};

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  auto events = beam::Map(beam::io::ReadText(p, options.input), Parse);
  auto timed = beam::WithTimestamps(
      events, [](const Event& event) { return beam::Timestamp(std::chrono::seconds(event.seconds)); });
  auto by_user = beam::Map(timed, [](const Event& event) { return beam::KV{event.user, event.seconds}; });
  FindSessions find_sessions;
  find_sessions.gap_seconds = options.gap;
  beam::io::WriteText(beam::ParDo(by_user, find_sessions), options.output);
  return beam::RunMain(p);
} catch (const beam::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
