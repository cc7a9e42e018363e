// The smallest useful pipeline: counts the words of README.md in the working directory and writes counts.txt.
#include <sstream>

#include "beam/beam.h"
#include "io/text.h"
#include "transforms/count.h"

int main(int argc, char** argv) {
  // Reads the standard flags, such as --threads; --help lists them.
  beam::Init(argc, argv);
  beam::Pipeline p;

  // A collection of lines. Nothing is read yet: this builds the pipeline, and RunMain runs it.
  auto lines = beam::io::ReadText(p, "README.md");

  // The parameters say what the function wants: a line, and a place for any number of words.
  auto words = beam::ParDo(lines, [](const std::string& line, beam::Emitter<std::string> emit) {
    std::istringstream text(line);
    for (std::string word; text >> word;) emit(word);
  });

  // A collection of KV<std::string, int64_t>. The next function takes keys and values as two parameters.
  auto counts = beam::Count(words);
  auto rows = beam::ParDo(counts, [](const std::string& word, int64_t n) { return word + ": " + std::to_string(n); });

  // counts.txt appears when it is complete.
  beam::io::WriteText(rows, "counts.txt");
  return beam::RunMain(p);
}
