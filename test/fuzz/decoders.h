// The decoders of untrusted bytes in coders/, each with something honest to start from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "beam/base/bytes.h"

namespace beam::testing {

struct Decoder {
  /// The coder and its components, as CoderName writes them; a prefix "outer " marks the outer form.
  std::string name;
  /// Decodes `bytes` and, if that succeeds, checks that the value is written and read again without a change. Throws
  /// beam::Error (kDataLoss) for bytes that are refused, std::logic_error for a change.
  void (*decode)(std::string_view bytes, DecodeBudget budget);
  /// Encodings that decode.
  std::vector<std::string> examples;
};

/// All of them, in an order that does not change from run to run.
const std::vector<Decoder>& AllDecoders();

/// The budget that the decoders are tried under: little enough for what exceeds it to be seen.
inline constexpr DecodeBudget kTightBudget = {.bytes = 1 << 22, .free_elements = 1 << 12, .depth = 32};

/// Runs one input of the fuzz target: the first byte selects the decoder, the rest are its bytes. Refusals are fine,
/// whatever else is thrown passes through.
void DecodeOne(std::string_view input);

}  // namespace beam::testing
