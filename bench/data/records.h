#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "bench/data/mix.h"

namespace beam::bench {

inline constexpr size_t kRecordKeyBytes = 10;
inline constexpr size_t kRecordValueBytes = 90;

/// The input of group_by_key: the key and the value of record i, each written to memory that the caller gives. Keys are
/// uniform over [0, keys) and look like random bytes; values differ in all their bytes.
inline void MakeRecordKey(uint64_t index, uint64_t keys, char* key) {
  const uint64_t head = Mix(~Scale(Mix(index), keys));
  const uint64_t tail = head * 0x9E3779B97F4A7C15u >> 48;
  std::memcpy(key, &head, 8);
  std::memcpy(key + 8, &tail, 2);
}

inline void MakeRecordValue(uint64_t index, char* value) {
  uint64_t word = Mix(index ^ 0x5851F42D4C957F2Du);
  for (size_t at = 0; at + 8 <= kRecordValueBytes; at += 8) {
    std::memcpy(value + at, &word, 8);
    word += 0x9E3779B97F4A7C15u;
  }
  std::memcpy(value + kRecordValueBytes - 2, &word, 2);
}

/// A digest that reads every byte, in the manner of Fletcher's checksum over words of eight bytes: sensitive to place,
/// and cheap (one addition after the other), because the work being measured is the grouping.
inline uint64_t BytesDigest(const char* bytes, size_t size) {
  uint64_t sum = size;
  uint64_t sum_of_sums = 0;
  size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    uint64_t word;
    std::memcpy(&word, bytes + at, 8);
    sum += word;
    sum_of_sums += sum;
  }
  uint64_t last = 0;
  if (at < size) std::memcpy(&last, bytes + at, size - at);
  return sum_of_sums + sum + last * 0x9E3779B97F4A7C15u;
}

/// What one group adds to the checksum: `values_digest` is the sum of the BytesDigest of its values (their order is
/// free).
inline uint64_t GroupDigest(uint64_t key_digest, uint64_t values_digest, uint64_t values) {
  return Mix(key_digest + Mix(values_digest) + 3 * values);
}

}  // namespace beam::bench
