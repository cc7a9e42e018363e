// What a program does on a machine without enough memory: `ulimit -v` makes the allocations fail.
#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "test/io/test_folder.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BEAM_RESERVES_ADDRESSES 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BEAM_RESERVES_ADDRESSES 1
#endif
#ifndef BEAM_RESERVES_ADDRESSES
#define BEAM_RESERVES_ADDRESSES 0
#endif

namespace beam {
namespace {

using Catch::Contains;
using testing::TestFolder;

constexpr int kWords = 600'000;

// Words that are all different, of 8 to 59 letters: more than 50 MB in a table of counts.
std::string DifferentWords() {
  std::string text;
  for (int i = 0; i < kWords; ++i) {
    std::string word(static_cast<std::size_t>(8 + i % 52), 'x');
    for (int rest = i, at = 0; at < 5; ++at, rest /= 26)
      word[static_cast<std::size_t>(at)] = static_cast<char>('a' + rest % 26);
    text += word + (i % 10 == 9 ? '\n' : ' ');
  }
  return text;
}

// The exit status of wordcount over the words, in an address space of `kibibytes`. One arena, because those that malloc makes
// for threads reserve more than that, and each allocation of a thread without one is a mapping of its own.
int CountWords(const TestFolder& folder, int kibibytes, const std::string& flags) {
  const std::string line = "cd '" + folder.path() + "' && ulimit -v " + std::to_string(kibibytes) +
                           " && MALLOC_ARENA_MAX=1 '" BEAM_EXAMPLES "/wordcount' --input=words --output=counts " +
                           flags + " >.stdout 2>.stderr </dev/null";
  const int status = std::system(line.c_str());
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

TEST_CASE("a run without enough memory fails cleanly, says what to do, and what it says helps") {
  if (BEAM_RESERVES_ADDRESSES) {
    std::printf("SKIPPED: a limit on the address space, of which this build's sanitizer reserves terabytes\n");
    return;
  }
  const TestFolder folder;
  folder.Put("words", DifferentWords());
  constexpr int kKibibytes = 100'000;
  CHECK(CountWords(folder, kKibibytes, "") == 1);
  CHECK_THAT(folder.Get(".stderr"), Contains("RESOURCE_EXHAUSTED: ") && Contains("wordcount.cc:") &&
                                        Contains("the machine has no memory left") &&
                                        Contains("lower --memory_limit or --threads"));
  CHECK(folder.Get("counts").empty());

  CHECK(CountWords(folder, kKibibytes, "--memory_limit=8MB --threads=1") == 0);
  const std::string counts = folder.Get("counts");
  CHECK(std::count(counts.begin(), counts.end(), '\n') == kWords);
}

}  // namespace
}  // namespace beam
