// Random streams against the oracle. See README.md.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "test/random_streams/compare.h"
#include "test/random_streams/generate.h"
#include "test/random_streams/key_windows.h"
#include "test/random_streams/shrink.h"

namespace {

using beam::testing::Advancing;
using beam::testing::MakeKey;
using beam::testing::Stream;

struct Options {
  std::uint64_t count = 500;
  std::uint64_t seed = 0;
  bool print = false;
  bool safe = false;
};

[[noreturn]] void EndWithUsage() {
  std::fprintf(stderr, "usage: random_streams [--count N] [--seed S] [--safe] [--print]\n");
  std::exit(2);
}

Options ReadOptions(int argc, char** argv) {
  Options options;
  // ./dev sets how many; a fast test runs a few.
  if (const char* count = std::getenv("BEAM_RANDOM_STREAMS"); count != nullptr)
    options.count = std::strtoull(count, nullptr, 10);
  options.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count() / 1'000'000) %
                 1'000'000'000;
  for (int i = 1; i < argc; ++i) {
    const bool has_value = i + 1 < argc;
    if (std::strcmp(argv[i], "--count") == 0 && has_value) {
      options.count = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--seed") == 0 && has_value) {
      options.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--print") == 0) {
      options.print = true;
    } else if (std::strcmp(argv[i], "--safe") == 0) {
      options.safe = true;
    } else {
      EndWithUsage();
    }
  }
  return options;
}

const char* NameOf(Advancing advancing) {
  return advancing == Advancing::kAlways    ? "at every move of the clocks"
         : advancing == Advancing::kWhenDue ? "when something is due"
                                            : "and just before something is due";
}

// Returns true when both agree, however often KeyWindows is told of the clocks.
bool RunStream(const Stream& stream, const std::string& name) {
  using beam::testing::CompareStream;
  for (const Advancing advancing : {Advancing::kAlways, Advancing::kWhenDue, Advancing::kJustBefore}) {
    const MakeKey make = [=](const Stream& s) { return beam::testing::MakeKeyWindows(s, advancing); };
    const std::string difference = CompareStream(stream, make);
    if (difference.empty()) continue;
    std::printf("FAILED: random_streams %s (Advance is called %s)%s\n", name.c_str(), NameOf(advancing),
                difference.c_str());
    std::fflush(stdout);
    const auto fails = [&](const Stream& candidate) { return !CompareStream(candidate, make).empty(); };
    const Stream smaller = beam::testing::ShrinkStream(stream, fails);
    std::printf("made smaller, to %zu events: %s%s\n", smaller.events.size(), ToString(smaller).c_str(),
                CompareStream(smaller, make).c_str());
    return false;
  }
  return true;
}

bool RunSeed(std::uint64_t seed, const Options& options) {
  using beam::testing::TriggerChoice;
  const Stream stream = beam::testing::GenerateStream(seed, options.safe ? TriggerChoice::kSafe : TriggerChoice::kAny);
  const std::string name = "--seed " + std::to_string(seed) + " --count 1" + (options.safe ? " --safe" : "");
  if (options.print) std::printf("%s: %s", name.c_str(), ToString(stream).c_str());
  return RunStream(stream, name);
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = ReadOptions(argc, argv);
  std::printf("%llu random streams from --seed %llu\n", static_cast<unsigned long long>(options.count),
              static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  std::uint64_t failed = 0;
  for (std::uint64_t i = 0; i < options.count && failed < 3; ++i) failed += RunSeed(options.seed + i, options) ? 0 : 1;
  if (failed != 0) return 1;
  std::printf("all agree with the oracle\n");
  return 0;
}
