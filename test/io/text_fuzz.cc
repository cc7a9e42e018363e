// Fuzzes what text IO does with untrusted bytes. The first byte of an input chooses: the decompression of the rest; or
// of the rest, compressed honestly and then changed; or the lines of the rest, cut in two, against those of the whole.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/error.h"
#include "io/compressed_file.h"
#include "io/line_reader.h"
#include "test/io/string_file.h"

namespace beam::testing {
namespace {

constexpr io::Compression kFormats[] = {io::Compression::kGzip, io::Compression::kZstd, io::Compression::kBzip2};
// A bomb is read this far.
constexpr std::size_t kMostBytes = std::size_t{16} << 20;

void ReadCompressed(io::Compression format, std::string compressed) {
  try {
    const auto reader = internal::Decompress(format, std::make_unique<StringFile>(std::move(compressed), 1000));
    std::string piece(10'000, '\0');
    std::size_t total = 0;
    while (const std::size_t got = reader->Read(piece.data(), piece.size())) {
      if (got > piece.size()) std::abort();
      if ((total += got) > kMostBytes) break;
    }
  } catch (const Error& error) {
    if (error.code() != StatusCode::kDataLoss) throw;
  }
}

// Pairs of bytes at the front of the text say where the compressed form is changed, and how.
void ReadChanged(io::Compression format, std::string_view text, std::size_t changes) {
  std::string compressed;
  internal::AppendCompressed(format, text, compressed);
  for (std::size_t i = 0; i < changes && 2 * i + 1 < text.size(); ++i) {
    const auto at = static_cast<unsigned char>(text[2 * i]) * compressed.size() / 256;
    compressed[at] = static_cast<char>(compressed[at] ^ text[2 * i + 1]);
  }
  ReadCompressed(format, std::move(compressed));
}

using Lines = std::vector<std::string>;

void AddLines(std::string_view text, const internal::ByteRange& range, std::size_t read_bytes, Lines& lines) {
  StringFile file(std::string(text), read_bytes, static_cast<std::size_t>(range.first_byte()));
  internal::LineReader reader(file, range, internal::kToTheEnd);
  std::string_view block;
  while (reader.Next(block)) {
    internal::ForEachLine(block, [&](std::string_view line) { lines.emplace_back(line); });
  }
}

void CutLines(std::string_view text, unsigned char choice) {
  const std::uint64_t size = text.size();
  const std::uint64_t cut = size * choice / 256;
  Lines whole;
  AddLines(text, {}, 1000, whole);
  Lines parts;
  AddLines(text, {0, cut, size}, 1 + choice, parts);
  AddLines(text, {cut, size, size}, 1 + choice, parts);
  if (whole != parts) std::abort();
}

}  // namespace
}  // namespace beam::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace beam::testing;
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t choice = data[0] % 9;
  if (choice >= 6) {
    CutLines(rest, data[1]);
  } else if (!beam::io::IsCompressionAvailable(kFormats[choice % 3])) {
    return 0;
  } else if (choice >= 3) {
    ReadCompressed(kFormats[choice % 3], std::string(rest));
  } else {
    ReadChanged(kFormats[choice], rest, data[1]);
  }
  return 0;
}
