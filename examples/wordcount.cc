// Counts the words of files: of those in --input, or named as plain words. Writes "word: count" lines to --output, or
// prints the most frequent words.
//
//   wordcount README.md docs/*.md
//   wordcount --input='logs/**/*.txt.gz' --output=counts.txt
#include <cstdio>

#include "beam/beam.h"
#include "io/text.h"
#include "transforms/count.h"
#include "transforms/top.h"

using WordCount = beam::KV<std::string, int64_t>;

struct Options {
  std::vector<std::string> input;
  std::string output;
  int64_t top = 20;
  static constexpr beam::Flag kFlags[] = {
      {"input", "names or patterns of text files; - is standard input", beam::kPositional | beam::kRequired},
      {"output", "the file for the counts of all words; without it the most frequent ones are printed"},
      {"top", "how many words to print"}};
};

// A word is a run of letters and apostrophes; bytes of UTF-8 characters beyond ASCII count as letters.
bool IsWordByte(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

void ExtractWords(std::string_view line, beam::Emitter<std::string> emit) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    const std::size_t begin = at;
    while (at < line.size() && IsWordByte(line[at])) ++at;
    if (at > begin) emit(line.substr(begin, at - begin));
  }
}

std::string FormatRow(const std::string& word, int64_t n) { return word + ": " + std::to_string(n); }

// Words that are equally frequent stand in alphabetical order.
struct LessFrequent {
  bool operator()(const WordCount& a, const WordCount& b) const {
    return a.value != b.value ? a.value < b.value : b.key < a.key;
  }
};

// One text, because the order of the lines matters; none where there are no words.
void FormatTop(const std::vector<WordCount>& top, beam::Emitter<std::string> emit) {
  std::string text;
  for (const auto& [word, n] : top) text += (text.empty() ? "" : "\n") + FormatRow(word, n);
  if (!text.empty()) emit(text);
}

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  auto lines = beam::io::ReadText(p, options.input);
  auto words = beam::ParDo(lines, ExtractWords);
  auto counts = beam::Count(words);
  if (options.output.empty()) {
    beam::io::WriteText(beam::ParDo(beam::Top(counts, options.top, LessFrequent()), FormatTop), "-");
  } else {
    beam::io::WriteText(beam::Map(counts, FormatRow), options.output);
  }
  return beam::RunMain(p);
} catch (const beam::Error& error) {
  // What cannot be built throws, here for example --top=0; what fails while it runs is RunMain's to tell.
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
