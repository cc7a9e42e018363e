// The same decoders without libFuzzer: random mutations of honest encodings, and the writer of libFuzzer's first
// corpus.
//
//   decode_random [COUNT [SEED]]                         tries COUNT inputs
//   decode_random --write-corpus FOLDER [VECTORS]        writes the honest encodings, and Beam's vectors, as files
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <memory>
#include <new>
#include <random>
#include <string>

#include "test/coders/vectors.h"
#include "test/fuzz/decoders.h"
#include "test/fuzz/mutate_bytes.h"

namespace {

using beam::testing::AllDecoders;
using beam::testing::Decoder;

// The largest block that was asked for since it was set to zero: hostile bytes must not make a decoder ask for much.
std::size_t largest_block = 0;
// Well above the tight budget of the decoders, far below what a forged count would ask for.
constexpr std::size_t kLargestAllowed = std::size_t{1} << 24;

std::string SelectorOf(std::size_t decoder) { return std::string(1, static_cast<char>(decoder)); }

// An input of the fuzz target, in a block of exactly its size.
bool TryInput(const std::string& input) {
  const std::unique_ptr<char[]> block(new char[input.size()]);
  std::memcpy(block.get(), input.data(), input.size());
  largest_block = 0;
  try {
    beam::testing::DecodeOne({block.get(), input.size()});
  } catch (const std::exception& error) {
    std::printf("decode_random: %s\n", error.what());
    return false;
  }
  if (largest_block <= kLargestAllowed) return true;
  std::printf("decode_random: a decoder asked for a block of %zu bytes\n", largest_block);
  return false;
}

int TryRandomInputs(std::uint64_t count, std::uint64_t seed) {
  std::printf("decode_random: %zu decoders, %llu inputs, seed %llu\n", AllDecoders().size(),
              static_cast<unsigned long long>(count), static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t number = random() % AllDecoders().size();
    const Decoder& decoder = AllDecoders()[number];
    std::string bytes = decoder.examples[random() % decoder.examples.size()];
    beam::testing::MutateBytes(bytes, random);
    if (TryInput(SelectorOf(number) + bytes)) continue;
    std::printf("decode_random: input %llu, decoder \"%s\", bytes %s\n", static_cast<unsigned long long>(i),
                decoder.name.c_str(), beam::testing::Hex(bytes).c_str());
    return 1;
  }
  return 0;
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

// Beam's vectors as inputs of the decoders that have their names.
std::size_t WriteVectors(const std::string& folder, const std::string& vectors_path) {
  std::size_t files = 0;
  for (const beam::testing::Vector& vector : beam::testing::ReadVectors(vectors_path)) {
    std::string name = (vector.nested ? "" : "outer ") + beam::testing::CoderName(vector.coder);
    std::string bytes = vector.bytes;
    if (!vector.coder.payload.empty() && beam::testing::CoderName(vector.coder) == "row") {
      name = "row behind its schema";
      bytes.clear();
      beam::ByteWriter(bytes).PutLengthPrefixed(vector.coder.payload);
      bytes += vector.bytes;
    }
    for (std::size_t number = 0; number < AllDecoders().size(); ++number) {
      if (AllDecoders()[number].name != name) continue;
      WriteFile(folder + "/vector-" + std::to_string(files++), SelectorOf(number) + bytes);
    }
  }
  return files;
}

int WriteCorpus(const std::string& folder, const char* vectors_path) {
  std::size_t examples = 0;
  for (std::size_t number = 0; number < AllDecoders().size(); ++number) {
    for (const std::string& example : AllDecoders()[number].examples) {
      WriteFile(folder + "/example-" + std::to_string(examples++), SelectorOf(number) + example);
    }
  }
  const std::size_t vectors = vectors_path == nullptr ? 0 : WriteVectors(folder, vectors_path);
  std::printf("decode_random: a corpus of %zu examples and %zu vectors\n", examples, vectors);
  return 0;
}

}  // namespace

#if BEAM_WATCH_ALLOCATIONS
void* operator new(std::size_t size) {
  largest_block = std::max(largest_block, size);
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
#endif

int main(int argc, char** argv) {
  if (argc >= 3 && std::strcmp(argv[1], "--write-corpus") == 0)
    return WriteCorpus(argv[2], argc > 3 ? argv[3] : nullptr);
  if (!BEAM_WATCH_ALLOCATIONS) {
    std::printf("SKIPPED: the sizes of allocations, because ThreadSanitizer has an operator new of its own\n");
  }
  const std::uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : std::random_device()();
  return TryRandomInputs(count, seed);
}
