// Counts the words of a text file, as fast as we can write it by hand: words are found with SSE2, words of up to 16
// bytes are keys of 16 bytes in one table for each thread, fed in batches and merged by ranges of the hash. With
// --naive: byte by byte into one absl::flat_hash_map<std::string, int64_t> for each thread, merged one after the other.

#include <absl/container/flat_hash_map.h>
#include <emmintrin.h>

#include <cstring>

#include "bench/data/words.h"
#include "bench/handwritten/hash.h"
#include "bench/handwritten/parallel.h"
#include "bench/handwritten/summing_table.h"
#include "bench/handwritten/text_chunks.h"
#include "bench/handwritten/word_boundaries.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"

namespace beam::bench {
namespace {

constexpr uint64_t kChunk = 256 << 10;
constexpr size_t kInlineBytes = 16;

// A word of up to 16 bytes, padded with zeros, which no word contains.
struct ShortWord {
  uint64_t head;
  uint64_t tail;
  bool operator==(const ShortWord& other) const { return ((head ^ other.head) | (tail ^ other.tail)) == 0; }

  std::string_view Text() const {
    const auto* text = reinterpret_cast<const char*>(this);
    return {text, strnlen(text, kInlineBytes)};
  }
};

ShortWord MakeShortWord(const char* text, size_t size) {
  alignas(32) static constexpr unsigned char kMasks[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                                           0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  const __m128i mask = _mm_loadu_si128(reinterpret_cast<const __m128i*>(kMasks + kInlineBytes - size));
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  ShortWord word;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&word), _mm_and_si128(bytes, mask));
  return word;
}

uint64_t HashShortWord(const ShortWord& word) {
  return FoldedProduct(word.head ^ 0xA0761D6478BD642Fu, word.tail ^ 0xE7037ED1A0B428DBu);
}

using ShortWords = SummingTable<ShortWord, HashShortWord>;
using LongWords = absl::flat_hash_map<std::string, int64_t>;

// Debian's Abseil has a string_view of its own, the only one that its maps look up without making a string.
absl::string_view Key(std::string_view word) { return {word.data(), word.size()}; }

struct Counts {
  ShortWords short_words;
  LongWords long_words;
};

void CountWords(std::string_view text, Counts& counts) {
  ForEachWordBatch<ShortWords::kBatch>(text, [&](const uint32_t* starts, const uint32_t* ends, size_t size) {
    ShortWord words[ShortWords::kBatch];
    size_t short_count = 0;
    for (size_t i = 0; i < size; ++i) {
      const size_t length = ends[i] - starts[i];
      if (length > kInlineBytes) [[unlikely]] {
        ++counts.long_words[Key(text.substr(starts[i], length))];
        continue;
      }
      words[short_count++] = MakeShortWord(text.data() + starts[i], length);
    }
    counts.short_words.AddBatch(words, short_count, [](size_t) { return 1; });
  });
}

Checksum WordChecksum(std::string_view word, int64_t count) {
  const auto times = static_cast<uint64_t>(count);
  return {WordDigest(word) * times, 1, times};
}

Checksum CountByBatches(const TextFile& file, int threads) {
  std::vector<ShortWords> tables(static_cast<size_t>(threads));
  std::vector<LongWords> long_words(static_cast<size_t>(threads));
  Chunks chunks(file.size(), kChunk);
  RunOnThreads(threads, [&](int thread) {
    Counts counts;
    std::vector<char> buffer;
    Chunks::Range range;
    while (chunks.Next(range)) CountWords(file.Read(range.begin, range.end, buffer), counts);
    tables[static_cast<size_t>(thread)] = std::move(counts.short_words);
    long_words[static_cast<size_t>(thread)] = std::move(counts.long_words);
  });
  std::vector<Checksum> sums(static_cast<size_t>(threads));
  VisitMerged(tables, [&](int thread, const ShortWord& word, int64_t count) {
    sums[static_cast<size_t>(thread)] += WordChecksum(word.Text(), count);
  });
  for (size_t other = 1; other < long_words.size(); ++other) {
    for (const auto& [word, count] : long_words[other]) long_words[0][word] += count;
  }
  Checksum total;
  for (const auto& [word, count] : long_words[0]) total += WordChecksum(word, count);
  for (const Checksum& sum : sums) total += sum;
  return total;
}

Checksum CountNaively(const TextFile& file, int threads) {
  std::vector<LongWords> maps(static_cast<size_t>(threads));
  Chunks chunks(file.size(), kChunk);
  RunOnThreads(threads, [&](int thread) {
    LongWords& map = maps[static_cast<size_t>(thread)];
    std::vector<char> buffer;
    Chunks::Range range;
    while (chunks.Next(range)) {
      const std::string_view text = file.Read(range.begin, range.end, buffer);
      for (size_t at = 0; at < text.size(); ++at) {
        const size_t start = at;
        while (IsWordByte(text[at])) ++at;
        if (at > start) ++map[Key(text.substr(start, at - start))];
      }
    }
  });
  for (size_t other = 1; other < maps.size(); ++other) {
    for (const auto& [word, count] : maps[other]) maps[0][word] += count;
  }
  Checksum total;
  for (const auto& [word, count] : maps[0]) total += WordChecksum(word, count);
  return total;
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  Flags flags(argc, argv);
  const auto threads = static_cast<int>(flags.Count("threads", 2));
  const bool naive = flags.Switch("naive");
  const std::string name = flags.File();
  flags.Finish();

  const Stopwatch watch;
  const TextFile file(name);
  const Checksum sum = naive ? CountNaively(file, threads) : CountByBatches(file, threads);
  Report(sum, watch.Seconds());
}
