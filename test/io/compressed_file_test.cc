#include "io/compressed_file.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "test/io/string_file.h"
#include "test/random_values.h"

namespace beam {
namespace {

using io::Compression;
using testing::ReadToEnd;
using testing::StringFile;

constexpr Compression kFormats[] = {Compression::kGzip, Compression::kZstd, Compression::kBzip2};

// The formats that this build knows; the others are named.
std::vector<Compression> AvailableFormats() {
  std::vector<Compression> formats;
  for (const Compression format : kFormats) {
    if (io::IsCompressionAvailable(format)) {
      formats.push_back(format);
    } else {
      std::printf("SKIPPED: %s, because this build has no library for it\n",
                  std::string(io::CompressionName(format)).c_str());
    }
  }
  return formats;
}

std::string Compressed(Compression format, std::string_view raw) {
  std::string compressed;
  internal::AppendCompressed(format, raw, compressed);
  return compressed;
}

std::string Decompressed(Compression format, std::string compressed, std::size_t read_bytes, std::size_t ask_bytes) {
  const auto reader = internal::Decompress(format, std::make_unique<StringFile>(std::move(compressed), read_bytes));
  return ReadToEnd(*reader, ask_bytes);
}

std::string SomeText(testing::RandomValues& random, std::size_t size) {
  std::string text;
  while (text.size() < size) text += random.OneIn(2) ? "the quick brown fox " : random.Bytes(random.Below(20));
  return text;
}

TEST_CASE("the format is chosen by the end of the name unless it is forced") {
  CHECK(ResolveCompression(Compression::kAuto, "a.gz") == Compression::kGzip);
  CHECK(ResolveCompression(Compression::kAuto, "a.txt.zst") == Compression::kZstd);
  CHECK(ResolveCompression(Compression::kAuto, "a.zstd") == Compression::kZstd);
  CHECK(ResolveCompression(Compression::kAuto, "a.bz2") == Compression::kBzip2);
  CHECK(ResolveCompression(Compression::kAuto, "a.gz.txt") == Compression::kNone);
  CHECK(ResolveCompression(Compression::kAuto, "gz") == Compression::kNone);
  CHECK(ResolveCompression(Compression::kNone, "a.gz") == Compression::kNone);
  CHECK(ResolveCompression(Compression::kBzip2, "a.gz") == Compression::kBzip2);
}

TEST_CASE("what is compressed is read back, in stretches of any size") {
  BEAM_RANDOM(random);
  for (const Compression format : AvailableFormats()) {
    for (const std::size_t size : {0u, 1u, 100u, 70'000u, 300'000u}) {
      const std::string raw = SomeText(random, size);
      const std::string compressed = Compressed(format, raw);
      CHECK(Decompressed(format, compressed, 1'000'000, 1'000'000) == raw);
      CHECK(Decompressed(format, compressed, 1 + random.Below(100), 1 + random.Below(1000)) == raw);
    }
  }
}

TEST_CASE("compressed files one behind the other are one file") {
  BEAM_RANDOM(random);
  for (const Compression format : AvailableFormats()) {
    std::string raw;
    std::string compressed;
    for (int i = 0; i < 5; ++i) {
      const std::string part = SomeText(random, random.Below(2000));
      raw += part;
      internal::AppendCompressed(format, part, compressed);
    }
    CHECK(Decompressed(format, compressed, 1 + random.Below(500), 1 + random.Below(500)) == raw);
  }
}

TEST_CASE("a file that is cut at any byte is an error with its name and the offset") {
  BEAM_RANDOM(random);
  for (const Compression format : AvailableFormats()) {
    const std::string compressed = Compressed(format, SomeText(random, 600));
    for (std::size_t size = 0; size < compressed.size(); ++size) {
      INFO(io::CompressionName(format) << ", " << size << " of " << compressed.size() << " bytes");
      try {
        Decompressed(format, compressed.substr(0, size), 64, 64);
        FAIL("no error");
      } catch (const Error& error) {
        CHECK(error.code() == StatusCode::kDataLoss);
        CHECK(error.status().message() ==
              "the " + std::string(io::CompressionName(format)) +
                  " file ends too early: a part of the file is missing; file = memory, offset in it = " +
                  std::to_string(size));
      }
    }
  }
}

TEST_CASE("a second compressed part that is cut at any byte but its first is an error") {
  BEAM_RANDOM(random);
  for (const Compression format : AvailableFormats()) {
    const std::string first = Compressed(format, "first");
    const std::string both = first + Compressed(format, SomeText(random, 100));
    for (std::size_t size = first.size() + 1; size < both.size(); ++size) {
      INFO(io::CompressionName(format) << ", " << size << " of " << both.size() << " bytes");
      CHECK_THROWS_AS(Decompressed(format, both.substr(0, size), 64, 64), Error);
    }
  }
}

TEST_CASE("a changed byte gives an error or, where the format does not protect it, other bytes; never a crash") {
  BEAM_RANDOM(random);
  for (const Compression format : AvailableFormats()) {
    const std::string raw = SomeText(random, 300);
    const std::string compressed = Compressed(format, raw);
    std::size_t errors = 0;
    for (std::size_t i = 0; i < compressed.size(); ++i) {
      std::string changed = compressed;
      changed[i] = static_cast<char>(changed[i] ^ (1 << random.Below(8)));
      try {
        const std::string text = Decompressed(format, changed, 64, 64);
        CHECK(text.size() <= 100'000);
      } catch (const Error& error) {
        CHECK(error.code() == StatusCode::kDataLoss);
        CHECK_THAT(error.status().message(), Catch::Contains("file = memory, offset in it = "));
        ++errors;
      }
    }
    INFO(io::CompressionName(format));
    CHECK(errors > compressed.size() * 9 / 10);
  }
}

TEST_CASE("a file of another format is an error") {
  for (const Compression format : AvailableFormats()) {
    CHECK_THROWS_WITH(Decompressed(format, "these are plain words, and enough of them", 64, 64),
                      Catch::Contains("file is damaged: "));
  }
}

TEST_CASE("zeros behind the end of a gzip file are padding, anything else is an error") {
  if (!io::IsCompressionAvailable(Compression::kGzip)) return;
  const std::string compressed = Compressed(Compression::kGzip, "text");
  CHECK(Decompressed(Compression::kGzip, compressed + std::string(1000, '\0'), 100, 100) == "text");
  CHECK_THROWS_WITH(Decompressed(Compression::kGzip, compressed + std::string(10, '\0') + "x", 100, 100),
                    Catch::Contains("behind its end"));
  CHECK_THROWS_WITH(Decompressed(Compression::kGzip, compressed + "garbage", 100, 100), Catch::Contains("is damaged"));
}

}  // namespace
}  // namespace beam
