// Counts the words of a text file; opponent: handwritten/wordcount_hand.cc.

#include <string>
#include <string_view>

#include "beam/beam.h"
#include "bench/data/words.h"
#include "bench/program/flags.h"
#include "bench/program/run_pipeline.h"
#include "io/text.h"
#include "transforms/count.h"

namespace beam::bench {
namespace {

// As good as the opponent's: what is compared is what lies around it.
void ExtractWords(const std::string& line, Emitter<std::string> emit) {
  ForEachWord(line, [&](std::string_view word) { emit(word); });
}

struct FoldCounts {
  Checksum sum;
  void StartBundle() { sum = {}; }
  void ProcessElement(const std::string& word, int64_t count, Emitter<Checksum>) {
    const auto times = static_cast<uint64_t>(count);
    sum += Checksum{WordDigest(word) * times, 1, times};
  }
  void FinishBundle(Emitter<Checksum> emit) { emit(sum); }
};

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  beam::InitStandardFlags(argc, argv);
  Flags flags(argc, argv);
  const std::string name = flags.File();
  flags.Finish();

  const Stopwatch watch;
  beam::Pipeline pipeline;
  const auto lines = beam::io::ReadText(pipeline, name);
  const auto counts = beam::Count(beam::ParDo(lines, ExtractWords));
  const auto checksums = beam::Collect(beam::ParDo(counts, FoldCounts()));
  return RunAndReport(pipeline, checksums, watch, 0);
}
