// Many jobs from one process, one after another: what a submission has taken, it gives back. BEAM_SUBMISSIONS says how many.

#include <malloc.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "beam/beam.h"
#include "beam/testing/testing.h"
#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

// Connections, thread pools and caches fill up during the first jobs.
constexpr int kWarmUp = 10;

struct Holdings {
  std::ptrdiff_t threads = 0;
  std::ptrdiff_t descriptors = 0;
  std::ptrdiff_t resident_kb = 0;
  std::ptrdiff_t allocated_kb = 0;
};

std::ptrdiff_t EntriesOf(const char* folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

std::ptrdiff_t ResidentKb() {
  std::ifstream file("/proc/self/statm");
  std::ptrdiff_t size = 0;
  std::ptrdiff_t resident = 0;
  file >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE) / 1024;
}

Holdings HoldingsNow() {
  malloc_trim(0);
  return {EntriesOf("/proc/self/task"), EntriesOf("/proc/self/fd"), ResidentKb(),
          static_cast<std::ptrdiff_t>(mallinfo2().uordblks / 1024)};
}

std::ostream& operator<<(std::ostream& out, const Holdings& holdings) {
  return out << holdings.threads << " threads, " << holdings.descriptors << " descriptors, " << holdings.resident_kb
             << " kB resident, " << holdings.allocated_kb << " kB allocated";
}

int Submissions() {
  const char* text = std::getenv("BEAM_SUBMISSIONS");
  return text == nullptr ? 50 : std::atoi(text);
}

void Submit() {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Map(Create(p, {1, 2, 3, 4}), [](int n) { return KV<int, int>{n % 2, n}; });
    Expect(CombinePerKey(pairs, [](int a, int b) { return a + b; })).ToContainInAnyOrder({{0, 6}, {1, 4}});
  });
}

TEST_CASE("submissions one after another leak no thread, no descriptor and no memory") {
  INFO("run this test beside an engine, as test/interop/README.md says");
  REQUIRE(std::getenv("BEAM_SUITE_RUNNER") != nullptr);
  const int count = Submissions();
  REQUIRE(count > 0);
  for (int i = 0; i < kWarmUp; ++i) Submit();
  const Holdings before = HoldingsNow();
  std::cout << "after " << kWarmUp << " submissions: " << before << "\n";
  for (int i = 1; i <= count; ++i) {
    Submit();
    if (i % 100 == 0) std::cout << "after " << kWarmUp + i << " submissions: " << HoldingsNow() << "\n";
  }
  const Holdings after = HoldingsNow();
  std::cout << "after " << kWarmUp + count << " submissions: " << after << std::endl;
  // gRPC's own pool has a thread or two more or less from moment to moment; a leak would have one for each submission.
  CHECK(after.threads <= before.threads + 8);
  CHECK(after.descriptors <= before.descriptors + 8);
  // A kilobyte for each submission would be one too many; libraries keep some caches for as long as they are busy.
  CHECK(after.allocated_kb <= before.allocated_kb + count + 128);
  CHECK(after.resident_kb <= before.resident_kb + count + 8192);
}

}  // namespace
}  // namespace beam::testing
