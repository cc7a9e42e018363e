#include "beam/base/bytes.h"

#include "beam/base/error.h"
#include "beam/base/incomplete_bytes.h"
#include "beam/base/remote_values.h"

namespace beam {

void ByteWriter::InsertLength(std::size_t begin) {
  std::string length;
  ByteWriter(length).PutVarint(out_->size() - begin);
  out_->insert(begin, length);
}

std::uint64_t ByteReader::ReadLongVarint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint64_t group = ReadByte();
    // The tenth byte has room for one bit.
    if (shift == 63 && group > 1) Fail("a varint has more than 64 bits");
    value |= (group & 0x7f) << shift;
    if (group < 0x80) return value;
  }
  Fail("a varint has more than 64 bits");
}

std::string_view ByteReader::ReadToken() {
  if (remote_ == nullptr)
    Fail("an iterable ends with a token for more values, which only state-backed ones in the data of a source may");
  return ReadLengthPrefixed();
}

std::string ByteReader::ReadAllRemote() {
  const std::string_view token = ReadToken();
  const std::unique_ptr<internal::RemoteBytes> source = remote_->Open(token);
  std::string bytes;
  while (source->ReadOn(bytes)) {
    if (bytes.size() > budget_.bytes) FailBudget("bytes of memory");
  }
  return bytes;
}

std::string ByteReader::Describe(std::string_view problem) const {
  return "Bytes do not decode: " + std::string(problem) + "; offset = " + std::to_string(position()) +
         ", size = " + std::to_string(static_cast<std::size_t>(end_ - begin_));
}

void ByteReader::Fail(std::string_view problem) const { throw Error(StatusCode::kDataLoss, Describe(problem)); }

void ByteReader::FailShort(std::uint64_t needed) const {
  throw internal::IncompleteBytes(StatusCode::kDataLoss,
                                  Describe("the input ends too early; needed = " + std::to_string(needed) +
                                           ", left = " + std::to_string(remaining())));
}

void ByteReader::FailTrailing() const {
  Fail("bytes are left over after the value; left = " + std::to_string(remaining()));
}

void ByteReader::FailBudget(std::string_view what) const {
  throw Error(StatusCode::kDataLoss, "Bytes do not decode within the budget: too many " + std::string(what) +
                                         "; offset = " + std::to_string(position()) +
                                         ", size = " + std::to_string(static_cast<std::size_t>(end_ - begin_)));
}

}  // namespace beam
