// The vectors of Beam's standard_coders.yaml, as fetch_standard_coders.py writes them down.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "coders/coder.h"

namespace beam::testing {

/// A value of the YAML file.
struct Node {
  enum class Kind { kNull, kBool, kInteger, kString, kList, kMap };
  Kind kind = Kind::kNull;
  std::int64_t number = 0;        // of a bool (0 or 1) or an integer
  std::string text;               // of a string
  std::vector<Node> items;        // of a list; of a map the values
  std::vector<std::string> keys;  // of a map

  /// The value of a key; throws if there is none.
  const Node& At(std::string_view key) const;
  bool Has(std::string_view key) const;
};

struct Vector {
  int section = 0;       // counted from 1
  bool nested = false;   // the context
  bool encodes = false;  // false: only decoding is checked
  std::string bytes;
  CoderSpec coder;
  std::map<std::string, std::string> state;  // what a state-backed iterable's tokens stand for
  Node value;
};

/// Reads them all. Throws std::runtime_error if the file cannot be read or understood.
std::vector<Vector> ReadVectors(const std::string& path);

/// "kv(bytes,varint)": the coder and its components by the middle part of their URNs.
std::string CoderName(const CoderSpec& coder);

/// Two hex digits for each byte.
std::string Hex(std::string_view bytes);

}  // namespace beam::testing
