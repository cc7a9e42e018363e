// ByteWriter and ByteReader: how coders touch bytes. Big-endian numbers, varints, length-prefixed strings.
//
// The reader trusts nothing: every read is checked against the end, every count against what is left, and a budget
// bounds what hostile bytes can make a decoder allocate or nest. Malformed input is `beam::Error` with kDataLoss.
// Bytes may name values that lie elsewhere (beam/base/remote_values.h), if the reader was told where.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace beam {

/// What one decode may cost. The defaults are far above honest data and far below what would hurt a machine.
struct DecodeBudget {
  std::uint64_t bytes = std::uint64_t{4} << 30;  ///< memory allocated for decoded containers and strings
  std::uint64_t free_elements = 1 << 16;         ///< elements of containers that took no byte of input
  std::uint32_t depth = 100;                     ///< containers and rows inside each other
};

namespace internal {

class RemoteValues;

// Between the machine's order of bytes and big-endian, which is Beam's.
constexpr std::uint16_t BigEndian(std::uint16_t value) {
  return std::endian::native == std::endian::little ? __builtin_bswap16(value) : value;
}
constexpr std::uint32_t BigEndian(std::uint32_t value) {
  return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
}
constexpr std::uint64_t BigEndian(std::uint64_t value) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

}  // namespace internal

/// Appends to a string that the caller owns.
///
///   std::string bytes;
///   beam::ByteWriter writer(bytes);
///   writer.PutVarint(300);
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(&out) {}

  void PutByte(std::uint8_t byte) { out_->push_back(static_cast<char>(byte)); }
  void PutBytes(std::string_view bytes) { out_->append(bytes.data(), bytes.size()); }
  /// LEB128, least significant group first: 1 byte below 128, 10 for a negative int64 cast to unsigned.
  void PutVarint(std::uint64_t value) {
    if (value < 0x80) return PutByte(static_cast<std::uint8_t>(value));
    char group[10];
    std::size_t size = 0;
    for (; value >= 0x80; value >>= 7) group[size++] = static_cast<char>(value | 0x80);
    group[size++] = static_cast<char>(value);
    out_->append(group, size);
  }
  void PutFixed16(std::uint16_t value) { PutRaw(internal::BigEndian(value)); }
  void PutFixed32(std::uint32_t value) { PutRaw(internal::BigEndian(value)); }
  void PutFixed64(std::uint64_t value) { PutRaw(internal::BigEndian(value)); }
  /// A varint length, then the bytes.
  void PutLengthPrefixed(std::string_view bytes) {
    PutVarint(bytes.size());
    PutBytes(bytes);
  }
  /// Bytes in the string so far, including what was there before this writer.
  std::size_t size() const { return out_->size(); }
  /// Puts a varint length in front of everything written since size() was `begin`.
  void InsertLength(std::size_t begin);

 private:
  template <class T>
  void PutRaw(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    out_->append(bytes, sizeof(T));
  }
  std::string* out_;
};

/// Reads from bytes that the caller keeps alive. After an error the reader must not be used again.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes, DecodeBudget budget = {})
      : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()), budget_(budget) {}
  /// For bytes that name values by tokens; null if these may not.
  ByteReader(std::string_view bytes, internal::RemoteValues* remote) : ByteReader(bytes) { remote_ = remote; }

  std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }
  std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }
  bool empty() const { return at_ == end_; }

  std::uint8_t ReadByte() {
    if (empty()) FailShort(1);
    return static_cast<std::uint8_t>(*at_++);
  }
  std::uint64_t ReadVarint() {
    if (!empty() && static_cast<std::uint8_t>(*at_) < 0x80) return static_cast<std::uint8_t>(*at_++);
    return ReadLongVarint();
  }
  std::uint16_t ReadFixed16() { return internal::BigEndian(ReadRaw<std::uint16_t>()); }
  std::uint32_t ReadFixed32() { return internal::BigEndian(ReadRaw<std::uint32_t>()); }
  std::uint64_t ReadFixed64() { return internal::BigEndian(ReadRaw<std::uint64_t>()); }
  /// A view into the input: the next `size` bytes.
  std::string_view ReadBytes(std::uint64_t size) {
    if (size > remaining()) FailShort(size);
    const std::string_view bytes(at_, static_cast<std::size_t>(size));
    at_ += size;
    return bytes;
  }
  std::string_view ReadLengthPrefixed() { return ReadBytes(ReadVarint()); }
  std::string_view ReadRest() { return ReadBytes(remaining()); }

  /// Runs `read` over the next `size` bytes only, which it must use up, and returns its result. For values that are
  /// written without their own end behind a length.
  template <class Read>
  auto WithLimit(std::uint64_t size, Read&& read) {
    if (size > remaining()) FailShort(size);
    const char* const outer_end = end_;
    end_ = at_ + size;
    auto value = read();
    RequireEmpty();
    end_ = outer_end;
    return value;
  }
  /// Reads the token that stands in the place of values. Throws if no values lie elsewhere.
  std::string_view ReadToken();
  internal::RemoteValues* remote() const { return remote_; }
  /// Reads a token and all the bytes that it stands for, and calls `read` over these until they are used up.
  template <class Read>
  void ReadRemote(Read&& read) {
    const std::string bytes = ReadAllRemote();
    const ByteReader here = *this;
    begin_ = at_ = bytes.data();
    end_ = at_ + bytes.size();
    while (!empty()) read();
    begin_ = here.begin_;
    at_ = here.at_;
    end_ = here.end_;
  }

  /// Throws if bytes are left over.
  void RequireEmpty() const {
    if (!empty()) FailTrailing();
  }

  /// Accounts for memory that a decoded value is about to take.
  void ChargeBytes(std::uint64_t bytes) {
    if (bytes > budget_.bytes) FailBudget("bytes of memory");
    budget_.bytes -= bytes;
  }
  /// Accounts for one element of a container, `size` bytes in memory, whose encoding started at position `start`. Those
  /// that took no input are limited in number; the others are bounded by the input.
  void ChargeElement(std::size_t start, std::size_t size) {
    ChargeBytes(size);
    if (position() != start) return;
    if (budget_.free_elements == 0) FailBudget("elements without bytes");
    --budget_.free_elements;
  }
  /// How many elements of `size` bytes in memory a container may reserve at once for a `count` that the input claims:
  /// never more than there are bytes of input left, nor more than a mebibyte before the first was seen.
  std::size_t ReservableElements(std::uint64_t count, std::size_t size) const {
    std::uint64_t limit = (1 << 20) / size + 1;
    if (remaining() < limit) limit = remaining();
    return static_cast<std::size_t>(count < limit ? count : limit);
  }

  /// One level of containers inside each other, for as long as it lives.
  class Nesting {
   public:
    explicit Nesting(ByteReader& reader) : reader_(reader) {
      if (reader_.budget_.depth == 0) reader_.FailBudget("levels of nesting");
      --reader_.budget_.depth;
    }
    ~Nesting() { ++reader_.budget_.depth; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    ByteReader& reader_;
  };

  /// Throws kDataLoss. `problem` is a clause like "a bool must be 0 or 1"; the offset is added.
  [[noreturn]] void Fail(std::string_view problem) const;

 private:
  template <class T>
  T ReadRaw() {
    if (remaining() < sizeof(T)) FailShort(sizeof(T));
    T value;
    std::memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }
  std::uint64_t ReadLongVarint();
  std::string ReadAllRemote();
  std::string Describe(std::string_view problem) const;
  [[noreturn]] void FailShort(std::uint64_t needed) const;
  [[noreturn]] void FailTrailing() const;
  [[noreturn]] void FailBudget(std::string_view what) const;

  const char* begin_;
  const char* at_;
  const char* end_;
  DecodeBudget budget_;
  internal::RemoteValues* remote_ = nullptr;
};

}  // namespace beam
