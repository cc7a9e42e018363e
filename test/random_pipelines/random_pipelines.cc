// Random pipelines against the oracle. See README.md.
#include <cstdio>
#include <string>

#include "test/random_options.h"
#include "test/random_pipelines/compare.h"
#include "test/random_pipelines/generate.h"
#include "test/random_pipelines/shrink.h"

namespace {

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
  const beam::testing::RandomOptions options =
      beam::testing::ReadRandomOptions(argc, argv, {"random_pipelines", "BEAM_RANDOM_PIPELINES", 30, {"--print"}});
  std::printf("%llu random pipelines from --seed %llu\n", static_cast<unsigned long long>(options.count),
              static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  std::uint64_t failed = 0;
  for (std::uint64_t i = 0; i < options.count && failed < 3; ++i)
    failed += RunSeed(options.seed + i, options.flags.contains("--print")) ? 0 : 1;
  if (failed != 0) return 1;
  std::printf("all agree with the naive runner\n");
  return 0;
}
