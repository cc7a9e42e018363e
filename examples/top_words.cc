// The most frequent words of each length, as "5: about (17), there (12)".
#include <cstdio>
#include <sstream>

#include "beam/beam.h"
#include "io/text.h"
#include "transforms/count.h"
#include "transforms/top.h"

struct Options {
  std::vector<std::string> input;
  std::string output = "-";
  int64_t top = 3;
  static constexpr beam::Flag kFlags[] = {
      {"input", "names or patterns of text files", beam::kPositional | beam::kRequired},
      {"output", "the file for the result; - is standard output"},
      {"top", "how many words of each length"}};
};

// A plain struct can be an element: its coder is made from its fields.
struct WordCount {
  std::string word;
  int64_t count = 0;
  // The order of Top: more frequent words are larger, of equally frequent ones the earlier in the alphabet.
  bool operator<(const WordCount& other) const {
    return count != other.count ? count < other.count : other.word < word;
  }
};

// A composite: a function from collections to collections. Its steps are named "TopOfEachLength/...".
beam::PCollection<beam::KV<int64_t, std::vector<WordCount>>> TopOfEachLength(
    const beam::PCollection<std::string>& words, int64_t top) {
  const beam::Scope scope(words, "TopOfEachLength");
  auto by_length = beam::ParDo(beam::Count(words), [](const std::string& word, int64_t n) {
    return beam::KV{static_cast<int64_t>(word.size()), WordCount{word, n}};
  });
  return beam::TopPerKey(by_length, top);
}

std::string FormatRow(int64_t length, const std::vector<WordCount>& words) {
  std::string row = std::to_string(length) + ":";
  for (const WordCount& word : words) {
    row += (row.back() == ':' ? " " : ", ") + word.word + " (" + std::to_string(word.count) + ")";
  }
  return row;
}

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  auto words =
      beam::ParDo(beam::io::ReadText(p, options.input), [](const std::string& line, beam::Emitter<std::string> emit) {
        std::istringstream text(line);
        for (std::string word; text >> word;) emit(word);
      });
  beam::io::WriteText(beam::Map(TopOfEachLength(words, options.top), FormatRow), options.output);
  return beam::RunMain(p);
} catch (const beam::Error& error) {
  // What cannot be built throws, here for example --top=0; what fails while it runs is RunMain's to tell.
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
