// How to look into a pipeline: a filter with a second output for what it rejects, named steps, the plan before the run,
// and the number of elements that left each step after it.
#include <cstdio>
#include <regex>
#include <sstream>

#include "beam/beam.h"
#include "io/text.h"
#include "transforms/count.h"
#include "transforms/sample.h"

struct Options {
  std::vector<std::string> input;
  std::string output = "counts.txt";
  std::string filter = "[Pp]ipelines?|run(s|ners?)?";
  static constexpr beam::Flag kFlags[] = {
      {"input", "names or patterns of text files", beam::kPositional | beam::kRequired},
      {"output", "the file for the counts of the words that match"},
      {"filter", "regular expression of the words to count"}};
};

// A DoFn with configuration, which travels with it, and working data, which each worker makes in Setup.
struct FilterWords {
  std::string pattern;
  std::shared_ptr<std::regex> regex;

  void Setup() { regex = std::make_shared<std::regex>(pattern); }
  void ProcessElement(const std::string& word, beam::Emitter<std::string> matching,
                      beam::Emitter<std::string> others) const {
    std::regex_match(word, *regex) ? matching(word) : others(word);
  }
};

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  auto lines = beam::io::ReadText(p, options.input);
  auto words = beam::ParDo(lines, beam::Named("split", [](const std::string& line, beam::Emitter<std::string> emit) {
                             std::istringstream text(line);
                             for (std::string word; text >> word;) emit(word);
                           }));
  auto [matching, others] = beam::ParDo<2>(words, beam::Named("filter", FilterWords{options.filter, nullptr}));

  // What was rejected: how much of it, and a few examples. Collect brings results back into the program.
  auto rejected = beam::Collect(beam::CountAll(others));
  auto examples = beam::Collect(beam::Sample(others, 3));
  beam::io::WriteText(beam::Map(beam::Count(matching),
                                [](const std::string& word, int64_t n) { return word + ": " + std::to_string(n); }),
                      options.output);

  std::fprintf(stderr, "The steps:\n%s", p.Describe().c_str());
  const beam::PipelineResult result = p.Run();
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
    return 1;
  }
  std::fprintf(stderr, "Elements that left each step:\n");
  for (const auto& [step, elements] : result.element_counts()) {
    std::fprintf(stderr, "%12llu %s\n", static_cast<unsigned long long>(elements), step.c_str());
  }
  for (const int64_t n : rejected) std::printf("words that did not match: %lld\n", static_cast<long long>(n));
  for (const auto& sample : examples) {
    for (const std::string& word : sample) std::printf("for example: %s\n", word.c_str());
  }
} catch (const beam::Error& error) {
  // What cannot be built throws, here for example --output=out/; what fails while it runs is in the result.
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
