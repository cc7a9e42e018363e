#include "bench/data/zipf_text.h"

#include <unordered_set>

#include "bench/data/mix.h"

namespace beam::bench {

ZipfText::ZipfText(uint32_t words, uint64_t seed) : state_(Mix(seed)) {
  MakeWords(words);
  MakeAliases();
}

void ZipfText::MakeWords(uint32_t words) {
  std::unordered_set<std::string> seen;
  words_.reserve(words);
  while (words_.size() < words) {
    const uint64_t random = NextRandom();
    const size_t length = random % 64 == 0 ? 13 + (random >> 8) % 12 : 3 + (random >> 8) % 10;
    std::string word;
    while (word.size() < length) word += static_cast<char>('a' + Scale(NextRandom(), 26));
    if (seen.insert(word).second) words_.push_back(std::move(word));
  }
}

void ZipfText::MakeAliases() {
  const size_t count = words_.size();
  std::vector<double> weights(count);
  double total = 0;
  for (size_t rank = 0; rank < count; ++rank) total += weights[rank] = 1.0 / static_cast<double>(rank + 1);
  std::vector<uint32_t> light;
  std::vector<uint32_t> heavy;
  for (size_t rank = 0; rank < count; ++rank) {
    weights[rank] *= static_cast<double>(count) / total;
    (weights[rank] < 1 ? light : heavy).push_back(static_cast<uint32_t>(rank));
  }
  aliases_.assign(count, Entry{~uint32_t{0}, 0});
  while (!light.empty() && !heavy.empty()) {
    const uint32_t less = light.back();
    const uint32_t more = heavy.back();
    light.pop_back();
    aliases_[less] = {static_cast<uint32_t>(weights[less] * 4294967295.0), more};
    weights[more] -= 1 - weights[less];
    if (weights[more] < 1) {
      heavy.pop_back();
      light.push_back(more);
    }
  }
}

uint64_t ZipfText::NextRandom() { return Mix(state_++); }

std::string_view ZipfText::NextWord() {
  const uint64_t random = NextRandom();
  const auto word = static_cast<uint32_t>(Scale(random, words_.size()));
  const Entry entry = aliases_[word];
  return words_[static_cast<uint32_t>(random) <= entry.threshold ? word : entry.other];
}

void ZipfText::AppendLine(std::string& text) {
  const uint64_t words = 10 + Scale(NextRandom(), 5);
  for (uint64_t i = 0; i < words; ++i) {
    text += NextWord();
    text += i + 1 < words ? ' ' : '\n';
  }
}

}  // namespace beam::bench
