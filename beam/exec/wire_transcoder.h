// WireTranscoder: between the bytes that a runner sends and those that our coders write, where the runner has put lengths in
// front of parts that it does not know.
//
// A typed coder reads one form only. Where the descriptor's coder is another, which is resolved once for a descriptor, each
// element's bytes are rewritten first; where the two forms are the same bytes, nothing happens at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/exec/value_skipper.h"
#include "coders/coder.h"

namespace beam::internal {

class WireTranscoder {
 public:
  /// Throws beam::Error (kInvalidArgument), which names both coders, if `wire` is not `ours` with lengths in it. Iterables of ours may
  /// be state-backed there: what FromWire writes has tokens where the runner put some, and ToWire writes none.
  WireTranscoder(const CoderSpec& wire, const CoderSpec& ours);

  /// One whose FromWire brings here all that tokens stand for, from where the reader says that it is. For elements that leave the
  /// bundle as they came: a token means nothing outside of it.
  static WireTranscoder ReadingRemote(const CoderSpec& wire, const CoderSpec& ours);

  /// True if the bytes are the same.
  bool is_identity() const { return form_ == Form::kSame; }
  /// Reads one value in the runner's form and appends it in ours.
  void FromWire(ByteReader& wire, ByteWriter& ours) const { Rewrite(false, wire, ours); }
  /// The other way round.
  void ToWire(ByteReader& ours, ByteWriter& wire) const { Rewrite(true, ours, wire); }

  /// Takes apart a token that FromWire wrote, unless this is the identity: what stands for values of other coders says for which.
  /// Returns that of the values, and makes the token the runner's.
  const WireTranscoder& OfValues(std::string_view& token) const;

 private:
  enum class Form : std::uint8_t { kSame, kPrefixed, kParts, kNullable, kIterable };

  // `iterables`: how many state-backed ones there are before this one.
  WireTranscoder(const CoderSpec& wire, const CoderSpec& ours, std::uint64_t& iterables);
  void AddParts(const CoderSpec& wire, const CoderSpec& ours, std::uint64_t& iterables);
  const WireTranscoder* FindIterable(std::uint64_t number) const;
  // `add`: lengths are added; otherwise they are taken away.
  void Rewrite(bool add, ByteReader& in, ByteWriter& out) const;
  void RewriteIterable(bool add, ByteReader& in, ByteWriter& out) const;
  void CopyValue(ByteReader& in, ByteWriter& out) const;

  Form form_;
  std::vector<WireTranscoder> parts_;
  std::optional<ValueSkipper> skipper_;    // of our form, where it is copied inside another value
  std::optional<std::uint64_t> iterable_;  // the number of a state-backed one
};

}  // namespace beam::internal
