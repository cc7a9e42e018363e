#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beam::bench {

/// Text whose words follow Zipf's law with exponent 1: lines of 10 to 14 words of lower-case letters with one space
/// between them. The word of rank r comes with probability proportional to 1/r. Lengths do not depend on the rank: 3 to
/// 12 letters, and one word in 64 has 13 to 24, so that a program may not rely on all words being short; a word with
/// its separator takes 8.8 bytes on average. The same seed gives the same text.
class ZipfText {
 public:
  ZipfText(uint32_t words, uint64_t seed);

  /// Appends one line with its '\n'.
  void AppendLine(std::string& text);

 private:
  struct Entry {  // of Walker's alias method: this word or the other one, decided by comparing with `threshold`
    uint32_t threshold;
    uint32_t other;
  };

  void MakeWords(uint32_t words);
  void MakeAliases();
  uint64_t NextRandom();
  std::string_view NextWord();

  uint64_t state_;
  std::vector<std::string> words_;
  std::vector<Entry> aliases_;
};

}  // namespace beam::bench
