#pragma once

#include <cstdint>

namespace beam::bench {

/// The finalizer of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): a
/// bijection of 64 bits whose output bits depend on all input bits. Every generator here is a function of an element's
/// index through it, so any program can make any part of the data, in any order, on any thread, and get the same
/// elements.
constexpr uint64_t Mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/// Maps 64 random bits to [0, bound) by the high half of the product, using mostly the high bits of `random`.
constexpr uint64_t Scale(uint64_t random, uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<uint64_t>((static_cast<Wide>(random) * bound) >> 64);
}

}  // namespace beam::bench
