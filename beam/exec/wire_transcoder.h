// WireTranscoder: between the bytes that a runner sends and those that our coders write, where the runner has put lengths in
// front of parts that it does not know.
//
// A typed coder reads one form only. Where the descriptor's coder is another, which is resolved once for a descriptor, each
// element's bytes are rewritten first; where the two forms are the same bytes, nothing happens at all.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/exec/value_skipper.h"
#include "coders/coder.h"

namespace beam::internal {

class WireTranscoder {
 public:
  /// Throws beam::Error (kInvalidArgument), which names both coders, if `wire` is not `ours` with lengths in it.
  WireTranscoder(const CoderSpec& wire, const CoderSpec& ours);

  /// True if the bytes are the same.
  bool is_identity() const { return form_ == Form::kSame; }
  /// Reads one value in the runner's form and appends it in ours.
  void FromWire(ByteReader& wire, ByteWriter& ours) const { Rewrite(false, wire, ours); }
  /// The other way round.
  void ToWire(ByteReader& ours, ByteWriter& wire) const { Rewrite(true, ours, wire); }

 private:
  enum class Form : std::uint8_t { kSame, kPrefixed, kParts, kNullable, kIterable };

  // `add`: lengths are added; otherwise they are taken away.
  void Rewrite(bool add, ByteReader& in, ByteWriter& out) const;
  void RewriteIterable(bool add, ByteReader& in, ByteWriter& out) const;
  void CopyValue(ByteReader& in, ByteWriter& out) const;

  Form form_;
  std::vector<WireTranscoder> parts_;
  std::optional<ValueSkipper> skipper_;  // of our form, where it is copied inside another value
};

}  // namespace beam::internal
