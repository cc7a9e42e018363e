// RandomValues: a small generator, the same on every machine, that needs no test framework.
#pragma once

#include <cstdint>
#include <string>

namespace beam::testing {

/// splitmix64: every seed gives a sequence of its own, the same on every machine.
class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Word() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// Uniform in [0, bound); 0 for a bound of 0.
  std::uint64_t Below(std::uint64_t bound) { return bound == 0 ? 0 : Word() % bound; }
  bool OneIn(std::uint64_t n) { return Below(n) == 0; }
  /// Any bytes, zeros among them.
  std::string Bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(Below(256));
    return bytes;
  }

 private:
  std::uint64_t state_;
};

}  // namespace beam::testing
