// Watches for new files and prints how many lines each has, by the time that it was found in:
// "watch_files 'inbox/*.log' --every=10s" goes on until it is interrupted, "--once" looks once.
#include <cstdio>

#include "beam/beam.h"
#include "io/match_continuously.h"
#include "io/text.h"
#include "transforms/count.h"
#include "transforms/keys.h"

struct Options {
  std::vector<std::string> files;
  std::chrono::milliseconds every{10'000};
  bool once = false;
  static constexpr beam::Flag kFlags[] = {
      {"files", "names or patterns of text files; put new ones in place by renaming them",
       beam::kPositional | beam::kRequired},
      {"every", "the time from one look to the next"},
      {"once", "look only once"}};
};

void Print(const std::string& file, int64_t lines) {
  std::printf("%s: %lld lines\n", file.c_str(), static_cast<long long>(lines));
  std::fflush(stdout);
}

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  beam::io::MatchContinuouslyOptions looks{.every = options.every};
  // The end may lie behind: there is always a first look.
  if (options.once) looks.until = beam::Timestamp();
  beam::Pipeline p;
  auto lines = beam::io::ReadAllTextWithFilename(beam::io::MatchContinuously(p, options.files, looks));
  // A count comes out when the watermark, the time of the latest look, has passed the end of its window.
  auto windowed = beam::WindowInto(beam::Keys(lines), beam::FixedWindows(options.every));
  beam::ParDo(beam::Count(windowed), Print);
  return beam::RunMain(p);
} catch (const beam::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
