#include "beam/exec/wire_transcoder.h"

#include <string>
#include <string_view>

#include "beam/base/error.h"
#include "beam/exec/coder_description.h"
#include "coders/iterable.h"
#include "coders/nullable.h"

namespace beam::internal {

namespace {

constexpr std::string_view kLengthPrefix = "beam:coder:length_prefix:v1";
constexpr std::string_view kKv = "beam:coder:kv:v1";
constexpr std::string_view kIterable = "beam:coder:iterable:v1";
constexpr std::string_view kNullable = "beam:coder:nullable:v1";

bool IsPrefixed(const CoderSpec& wire, const CoderSpec& ours) {
  return wire.urn == kLengthPrefix && ours.urn != kLengthPrefix && wire.components.size() == 1 &&
         wire.components[0].urn == ours.urn;
}

bool SameBytes(const CoderSpec& wire, const CoderSpec& ours) {
  if (IsPrefixed(wire, ours)) return BeginsWithLength(ours);
  if (wire.urn != ours.urn || wire.components.size() != ours.components.size()) return false;
  for (std::size_t i = 0; i < wire.components.size(); ++i) {
    if (!SameBytes(wire.components[i], ours.components[i])) return false;
  }
  return true;
}

[[noreturn]] void FailToMatch(const CoderSpec& wire, const CoderSpec& ours) {
  throw Error(StatusCode::kInvalidArgument, "the runner encodes elements as " + DescribeCoder(wire) +
                                                ", which is not " + DescribeCoder(ours) + " with lengths in it");
}

}  // namespace

WireTranscoder::WireTranscoder(const CoderSpec& wire, const CoderSpec& ours) {
  if (SameBytes(wire, ours)) {
    form_ = Form::kSame;
    return;
  }
  if (IsPrefixed(wire, ours)) {
    // The outer form of a KV is another than its nested one; runners take KVs apart instead.
    if (ours.urn == kKv) FailToMatch(wire, ours);
    form_ = Form::kPrefixed;
    return;
  }
  if (wire.urn != ours.urn || wire.components.size() != ours.components.size()) FailToMatch(wire, ours);
  if (ours.urn == kKv) {
    form_ = Form::kParts;
  } else if (ours.urn == kNullable) {
    form_ = Form::kNullable;
  } else if (ours.urn == kIterable) {
    form_ = Form::kIterable;
  } else {
    FailToMatch(wire, ours);
  }
  for (std::size_t i = 0; i < ours.components.size(); ++i) {
    WireTranscoder& part = parts_.emplace_back(wire.components[i], ours.components[i]);
    const bool copied = part.form_ == Form::kSame || part.form_ == Form::kPrefixed;
    if (copied) part.skipper_.emplace(ours.components[i]);
  }
}

void WireTranscoder::CopyValue(ByteReader& in, ByteWriter& out) const {
  // A whole element takes all the bytes there are.
  if (!skipper_.has_value()) return out.PutBytes(in.ReadRest());
  ByteReader start = in;
  const std::size_t begin = in.position();
  skipper_->Skip(in);
  out.PutBytes(start.ReadBytes(in.position() - begin));
}

void WireTranscoder::Rewrite(bool add, ByteReader& in, ByteWriter& out) const {
  switch (form_) {
    case Form::kSame:
      return CopyValue(in, out);
    case Form::kPrefixed: {
      // The nested and the outer form are the same for what has no length of its own.
      if (!add) return out.PutBytes(in.ReadLengthPrefixed());
      const std::size_t begin = out.size();
      CopyValue(in, out);
      return out.InsertLength(begin);
    }
    case Form::kParts:
      for (const WireTranscoder& part : parts_) part.Rewrite(add, in, out);
      return;
    case Form::kNullable: {
      const bool present = ReadPresence(in);
      out.PutByte(present ? 1 : 0);
      if (present) parts_[0].Rewrite(add, in, out);
      return;
    }
    case Form::kIterable:
      return RewriteIterable(add, in, out);
  }
}

void WireTranscoder::RewriteIterable(bool add, ByteReader& in, ByteWriter& out) const {
  // How many there are is known only once all groups have been read, so what is written has groups.
  out.PutFixed32(static_cast<std::uint32_t>(kUnknownCount));
  ReadIterable(
      in, [](std::uint64_t) {},
      [&] {
        const std::size_t start = in.position();
        out.PutVarint(1);
        parts_[0].Rewrite(add, in, out);
        in.ChargeElement(start, 0);
      });
  out.PutVarint(0);
}

}  // namespace beam::internal
