// Packer<T>: how values lie in the packed blocks of an exchange. Not the coder: never sent over a wire, free to copy
// memory, and read back by the same build only (spill files included).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/kv.h"
#include "coders/coder.h"

namespace beam::internal {

/// A packed value: `kFixedSize` bytes for every value of the type, or a size that goes with the value when it is 0.
/// Pack writes exactly Size(value) bytes. Unpack assigns into a slot and keeps its capacity; Make builds a value for types
/// that have no default.
template <class T, class = void>
struct Packer {
  static constexpr std::size_t kFixedSize = 0;
  // The coder's bytes are kept from Size to Pack, which are called in pairs by one thread.
  static std::size_t Size(const T& value) {
    std::string& scratch = Scratch();
    scratch.clear();
    ByteWriter writer(scratch);
    EncodeNested(value, writer);
    return scratch.size();
  }
  static void Pack(const T&, std::size_t size, std::byte* out) { std::memcpy(out, Scratch().data(), size); }
  static T Make(const std::byte* in, std::size_t size) {
    ByteReader reader(std::string_view(reinterpret_cast<const char*>(in), size));
    return DecodeNested<T>(reader);
  }
  static void Unpack(const std::byte* in, std::size_t size, T& slot) { slot = Make(in, size); }

 private:
  static std::string& Scratch() {
    thread_local std::string scratch;
    return scratch;
  }
};

/// Plain values are copied as they lie in memory.
template <class T>
struct Packer<T, std::enable_if_t<std::is_trivially_copyable_v<T> && !kIsKV<T>>> {
  static constexpr std::size_t kFixedSize = sizeof(T);
  static constexpr std::size_t Size(const T&) { return sizeof(T); }
  static void Pack(const T& value, std::size_t, std::byte* out) { std::memcpy(out, &value, sizeof(T)); }
  static void Unpack(const std::byte* in, std::size_t, T& slot) {
    std::memcpy(static_cast<void*>(&slot), in, sizeof(T));
  }
  static T Make(const std::byte* in, std::size_t) {
    union Raw {
      Raw() {}
      T value;
    } raw;
    std::memcpy(static_cast<void*>(&raw.value), in, sizeof(T));
    return raw.value;
  }
};

template <>
struct Packer<std::string> {
  static constexpr std::size_t kFixedSize = 0;
  static std::size_t Size(const std::string& value) { return value.size(); }
  static void Pack(const std::string& value, std::size_t size, std::byte* out) { std::memcpy(out, value.data(), size); }
  static void Unpack(const std::byte* in, std::size_t size, std::string& slot) {
    slot.assign(reinterpret_cast<const char*>(in), size);
  }
  static std::string Make(const std::byte* in, std::size_t size) {
    return std::string(reinterpret_cast<const char*>(in), size);
  }
};

/// What is packed as one piece: sizes within it take 32 bits.
inline constexpr std::size_t kMaxPackedBytes = 0xffffffff;
/// Throws beam::Error(kResourceExhausted), which names the limit, the size and what to do.
[[noreturn]] void FailPackedSize(std::size_t bytes);

inline std::uint32_t LoadSize(const std::byte* at) {
  std::uint32_t size;
  std::memcpy(&size, at, sizeof(size));
  return size;
}
inline void StoreSize(std::size_t size, std::byte* at) {
  const auto narrow = static_cast<std::uint32_t>(size);
  std::memcpy(at, &narrow, sizeof(narrow));
}

/// A cell: the packed value with its size in front where the type does not fix it. Cells lie one behind the other.
template <class T>
struct Cell {
  static constexpr std::size_t kFixed = Packer<T>::kFixedSize;
  static constexpr std::size_t kPrefix = kFixed == 0 ? sizeof(std::uint32_t) : 0;

  static std::size_t Size(const T& value) { return kPrefix + Packer<T>::Size(value); }
  /// `size` is what Size returned. Returns the byte behind the cell.
  static std::byte* Write(const T& value, std::size_t size, std::byte* out) {
    if constexpr (kPrefix != 0) StoreSize(size - kPrefix, out);
    Packer<T>::Pack(value, size - kPrefix, out + kPrefix);
    return out + size;
  }
  static std::size_t PayloadSize(const std::byte* cell) {
    if constexpr (kPrefix != 0) return LoadSize(cell);
    return kFixed;
  }
  static const std::byte* Payload(const std::byte* cell) { return cell + kPrefix; }
  static void Read(const std::byte* cell, T& slot) { Packer<T>::Unpack(Payload(cell), PayloadSize(cell), slot); }
  static T Make(const std::byte* cell) { return Packer<T>::Make(Payload(cell), PayloadSize(cell)); }
  static const std::byte* Next(const std::byte* cell) { return Payload(cell) + PayloadSize(cell); }
};

/// A KV is its key's cell and its value's cell.
template <class K, class V>
struct Packer<KV<K, V>> {
  static constexpr std::size_t kFixedSize =
      Packer<K>::kFixedSize != 0 && Packer<V>::kFixedSize != 0 ? Packer<K>::kFixedSize + Packer<V>::kFixedSize : 0;
  static std::size_t Size(const KV<K, V>& kv) { return Cell<K>::Size(kv.key) + Cell<V>::Size(kv.value); }
  static void Pack(const KV<K, V>& kv, std::size_t, std::byte* out) {
    out = Cell<K>::Write(kv.key, Cell<K>::Size(kv.key), out);
    Cell<V>::Write(kv.value, Cell<V>::Size(kv.value), out);
  }
  static void Unpack(const std::byte* in, std::size_t, KV<K, V>& slot) {
    Cell<K>::Read(in, slot.key);
    Cell<V>::Read(Cell<K>::Next(in), slot.value);
  }
  static KV<K, V> Make(const std::byte* in, std::size_t) {
    return KV<K, V>{Cell<K>::Make(in), Cell<V>::Make(Cell<K>::Next(in))};
  }
};

/// True for types that can cross an exchange.
template <class T>
inline constexpr bool kIsPackable = kHasCoder<T>;

}  // namespace beam::internal
