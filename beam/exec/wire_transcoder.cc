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
constexpr std::string_view kNullable = "beam:coder:nullable:v1";

bool IsPrefixed(const CoderSpec& wire, const CoderSpec& ours) {
  return wire.urn == kLengthPrefix && ours.urn != kLengthPrefix && wire.components.size() == 1 &&
         wire.components[0].urn == ours.urn;
}

// A state-backed iterable is one of ours that may end with a token.
bool SameKind(const CoderSpec& wire, const CoderSpec& ours) {
  return wire.components.size() == ours.components.size() &&
         (wire.urn == ours.urn || (IsStateBacked(wire) && IsIterable(ours)));
}

bool SameBytes(const CoderSpec& wire, const CoderSpec& ours) {
  if (IsPrefixed(wire, ours)) return BeginsWithLength(ours);
  if (!SameKind(wire, ours)) return false;
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
  std::uint64_t iterables = 0;
  if (SameBytes(wire, ours)) {
    form_ = Form::kSame;
  } else {
    *this = WireTranscoder(wire, ours, iterables);
  }
}

WireTranscoder WireTranscoder::ReadingRemote(const CoderSpec& wire, const CoderSpec& ours) {
  std::uint64_t iterables = 0;
  return {wire, ours, iterables};
}

// Where anything is rewritten, all tokens are.
WireTranscoder::WireTranscoder(const CoderSpec& wire, const CoderSpec& ours, std::uint64_t& iterables) {
  if (SameBytes(wire, ours) && !HasStateBacked(wire)) {
    form_ = Form::kSame;
    return;
  }
  if (IsPrefixed(wire, ours)) {
    // The outer form of a KV is another than its nested one; runners take KVs apart instead.
    if (ours.urn == kKv) FailToMatch(wire, ours);
    form_ = Form::kPrefixed;
    return;
  }
  if (!SameKind(wire, ours)) FailToMatch(wire, ours);
  if (ours.urn == kKv) {
    form_ = Form::kParts;
  } else if (ours.urn == kNullable) {
    form_ = Form::kNullable;
  } else if (IsIterable(ours)) {
    form_ = Form::kIterable;
  } else {
    FailToMatch(wire, ours);
  }
  if (IsStateBacked(wire)) iterable_ = iterables++;
  AddParts(wire, ours, iterables);
}

void WireTranscoder::AddParts(const CoderSpec& wire, const CoderSpec& ours, std::uint64_t& iterables) {
  for (std::size_t i = 0; i < ours.components.size(); ++i) {
    WireTranscoder& part = parts_.emplace_back(WireTranscoder(wire.components[i], ours.components[i], iterables));
    const bool copied = part.form_ == Form::kSame || part.form_ == Form::kPrefixed;
    if (copied) part.skipper_.emplace(ours.components[i]);
  }
}

const WireTranscoder& WireTranscoder::OfValues(std::string_view& token) const {
  if (is_identity()) return *this;
  ByteReader reader(token);
  const WireTranscoder* const iterable = FindIterable(reader.ReadVarint());
  if (iterable == nullptr) reader.Fail("a token does not say what it stands for");
  token = reader.ReadRest();
  return iterable->parts_[0];
}

const WireTranscoder* WireTranscoder::FindIterable(std::uint64_t number) const {
  if (iterable_ == number) return this;
  for (const WireTranscoder& part : parts_) {
    if (const WireTranscoder* const found = part.FindIterable(number)) return found;
  }
  return nullptr;
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
  std::optional<std::string_view> token;
  const auto rewrite_one = [&] {
    const std::size_t start = in.position();
    out.PutVarint(1);
    parts_[0].Rewrite(add, in, out);
    in.ChargeElement(start, 0);
  };
  ReadIterable(
      in, [](std::uint64_t) {}, rewrite_one,
      [&] {
        if (in.remote() != nullptr || add || !iterable_) return in.ReadRemote(rewrite_one);
        token = in.ReadLengthPrefixed();
      });
  if (!token) return out.PutVarint(0);
  out.PutVarint(static_cast<std::uint64_t>(kContinuedElsewhere));
  const std::size_t begin = out.size();
  out.PutVarint(*iterable_);
  out.PutBytes(*token);
  out.InsertLength(begin);
}

}  // namespace beam::internal
