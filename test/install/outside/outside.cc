// A user's program: a pipeline, its result back in the program.
#include <cstdint>
#include <iostream>
#include <string>

#include "beam/beam.h"
#include "transforms/count.h"

int main(int argc, char** argv) {
  beam::Init(argc, argv);
  beam::Pipeline p;
  const auto words = beam::Create(p, {"to", "be", "or", "not", "to", "be"});
  const auto counts = beam::Collect(beam::Count(words));
  if (const int code = beam::RunMain(p); code != 0) return code;
  std::int64_t total = 0;
  for (const auto& [word, count] : counts) total += count;
  std::cout << counts.size() << " words, " << total << " in all\n";
  return counts.size() == 4 && total == 6 ? 0 : 1;
}
