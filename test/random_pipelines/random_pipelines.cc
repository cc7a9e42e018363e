// Random pipelines against the oracle. See README.md.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "test/random_pipelines/compare.h"
#include "test/random_pipelines/generate.h"
#include "test/random_pipelines/shrink.h"

namespace {

struct Options {
  std::uint64_t count = 30;
  std::uint64_t seed = 0;
  bool print = false;
};

[[noreturn]] void EndWithUsage() {
  std::fprintf(stderr, "usage: random_pipelines [--count N] [--seed S] [--print]\n");
  std::exit(2);
}

Options ReadOptions(int argc, char** argv) {
  Options options;
  // ./dev sets how many; a fast test runs a few.
  if (const char* count = std::getenv("BEAM_RANDOM_PIPELINES"); count != nullptr)
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
    } else {
      EndWithUsage();
    }
  }
  return options;
}

// Returns true when both agree.
bool RunSeed(std::uint64_t seed, bool print) {
  using beam::testing::Compare;
  const beam::testing::Spec spec = beam::testing::Generate(seed);
  if (print) std::printf("seed %llu: %s", static_cast<unsigned long long>(seed), ToString(spec).c_str());
  const std::string difference = Compare(spec);
  if (difference.empty()) return true;
  std::printf("FAILED: random_pipelines --seed %llu --count 1%s\n", static_cast<unsigned long long>(seed),
              difference.c_str());
  std::fflush(stdout);
  const beam::testing::Spec smaller =
      beam::testing::Shrink(spec, [](const beam::testing::Spec& candidate) { return !Compare(candidate).empty(); });
  std::printf("made smaller, to %zu steps: %s%s\n", smaller.steps.size(), ToString(smaller).c_str(),
              Compare(smaller).c_str());
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = ReadOptions(argc, argv);
  std::printf("%llu random pipelines from --seed %llu\n", static_cast<unsigned long long>(options.count),
              static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  std::uint64_t failed = 0;
  for (std::uint64_t i = 0; i < options.count && failed < 3; ++i)
    failed += RunSeed(options.seed + i, options.print) ? 0 : 1;
  if (failed != 0) return 1;
  std::printf("all agree with the naive runner\n");
  return 0;
}
