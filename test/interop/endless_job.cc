// A pipeline whose step works until its run ends. For scripts that kill somebody in the middle of a job; it prints "working"
// when it has come so far.
//
//   endless_job --runner=prism --job_endpoint=HOST:PORT [--elements=N]      N: works for so many elements only
#include <cstdint>
#include <cstdio>

#include "beam/beam.h"
#include "transforms/count.h"

namespace {

struct Options {
  std::int64_t elements = 0;
};

struct Work {
  std::int64_t elements = 0;

  void ProcessElement(int, beam::Emitter<std::int64_t> emit) const {
    std::puts("working");
    std::fflush(stdout);
    for (std::int64_t i = 0; elements == 0 || i < elements; ++i) emit(i);
  }
};

// No number that Work counts to: what it emits goes nowhere, so that no runner has to keep it.
bool IsNegative(std::int64_t number) { return number < 0; }

}  // namespace

int main(int argc, char** argv) {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  const auto numbers = beam::ParDo(beam::Create(p, {1}), Work{options.elements});
  beam::Count(beam::Filter(numbers, IsNegative));
  return beam::RunMain(p);
}
