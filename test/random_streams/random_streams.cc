// Random streams against the oracle. See README.md.
#include <cstdio>
#include <string>

#include "test/random_options.h"
#include "test/random_streams/compare.h"
#include "test/random_streams/generate.h"
#include "test/random_streams/key_windows.h"
#include "test/random_streams/shrink.h"

namespace {

using beam::testing::Advancing;
using beam::testing::MakeKey;
using beam::testing::Stream;

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

bool RunSeed(std::uint64_t seed, const beam::testing::RandomOptions& options) {
  using beam::testing::TriggerChoice;
  const Stream stream = beam::testing::GenerateStream(
      seed, options.flags.contains("--safe") ? TriggerChoice::kSafe : TriggerChoice::kAny);
  const std::string name =
      "--seed " + std::to_string(seed) + " --count 1" + (options.flags.contains("--safe") ? " --safe" : "");
  if (options.flags.contains("--print")) std::printf("%s: %s", name.c_str(), ToString(stream).c_str());
  return RunStream(stream, name);
}

}  // namespace

int main(int argc, char** argv) {
  const beam::testing::RandomOptions options = beam::testing::ReadRandomOptions(
      argc, argv, {"random_streams", "BEAM_RANDOM_STREAMS", 500, {"--safe", "--print"}});
  std::printf("%llu random streams from --seed %llu\n", static_cast<unsigned long long>(options.count),
              static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  std::uint64_t failed = 0;
  for (std::uint64_t i = 0; i < options.count && failed < 3; ++i) failed += RunSeed(options.seed + i, options) ? 0 : 1;
  if (failed != 0) return 1;
  std::printf("all agree with the oracle\n");
  return 0;
}
