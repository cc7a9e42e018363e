// Counts words by the minute. A line of the input is "<seconds since 1970> <text>"; the output has "<start of the minute> <word>: <count>".
//
//   windowed_wordcount --input=events.txt --output=counts.txt --minutes=1
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "beam/beam.h"
#include "io/text.h"
#include "transforms/count.h"

struct Options {
  std::string input;
  std::string output = "-";
  int64_t minutes = 1;
  static constexpr beam::Flag kFlags[] = {
      {"input", "names or patterns of text files; - is standard input", beam::kRequired},
      {"output", "the file for the counts"},
      {"minutes", "the length of a window"}};
};

// The seconds at the beginning of a line. A line without them fails the run, and is named by its error.
std::int64_t SecondsOf(std::string_view line) {
  std::int64_t seconds = 0;
  if (std::from_chars(line.data(), line.data() + line.size(), seconds).ec != std::errc()) {
    throw beam::Error(beam::StatusCode::kInvalidArgument, "a line must begin with its time in seconds since 1970");
  }
  return seconds;
}

beam::Timestamp TimeOf(const std::string& line) { return beam::Timestamp(std::chrono::seconds(SecondsOf(line))); }

void ExtractWords(std::string_view line, beam::Emitter<std::string> emit) {
  for (std::size_t at = line.find(' '); at < line.size();) {
    const std::size_t begin = line.find_first_not_of(' ', at);
    if (begin == std::string_view::npos) return;
    at = line.find(' ', begin);
    emit(line.substr(begin, at - begin));
  }
}

std::string FormatRow(beam::Window minute, const std::string& word, int64_t n) {
  return std::to_string(minute.start().millis() / 1000) + " " + word + ": " + std::to_string(n);
}

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  auto lines = beam::WithTimestamps(beam::io::ReadText(p, options.input), TimeOf);
  auto by_minute = beam::WindowInto(lines, beam::FixedWindows(std::chrono::minutes(options.minutes)));
  auto counts = beam::Count(beam::ParDo(by_minute, ExtractWords));
  beam::io::WriteText(beam::WindowInto(beam::ParDo(counts, FormatRow), beam::GlobalWindows()), options.output);
  return beam::RunMain(p);
} catch (const beam::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
