// The coder of protobuf messages, in a target of its own (beam::protobuf). Messages are known by their shape, so that this
// header needs none of protobuf's: a program brings the version that it generated its messages with.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "beam/base/error.h"
#include "coders/coder.h"

namespace beam {

namespace internal {

template <class M>
concept ProtobufMessage = requires(M& message, const M& constant, std::string* bytes, const void* data, int size) {
  { constant.AppendPartialToString(bytes) } -> std::same_as<bool>;
  { message.ParsePartialFromArray(data, size) } -> std::same_as<bool>;
  { constant.IsInitialized() } -> std::same_as<bool>;
  { constant.GetTypeName() } -> std::convertible_to<std::string>;
};

}  // namespace internal

/// Messages in protobuf's own encoding, with a length in front when nested. Errors: kDataLoss for bytes that are no such
/// message, kInvalidArgument for a message that lacks a required field. Not deterministic: protobuf promises no canonical
/// bytes (maps and unknown fields come in any order), so a message cannot be a key; take a field of it. An element with
/// unknown fields keeps them.
///
///   #include "coders/protobuf.h"
///   auto orders = beam::ParDo(lines, [](const std::string& line) { return ParseOrder(line); });  // PCollection<shop::Order>
template <internal::ProtobufMessage M>
struct Coder<M> {
  static constexpr std::string_view kUrn = "beam:coder:cpp_protobuf:v1";
  static constexpr bool kDeterministic = false;
  static CoderSpec Spec() { return {std::string(kUrn), M().GetTypeName(), {}, true}; }

  static void Encode(const M& message, ByteWriter& writer) { writer.PutLengthPrefixed(BytesOf(message)); }
  static M Decode(ByteReader& reader) { return FromBytes(reader.ReadLengthPrefixed()); }
  static void EncodeOuter(const M& message, ByteWriter& writer) { writer.PutBytes(BytesOf(message)); }
  static M DecodeOuter(ByteReader& reader) { return FromBytes(reader.ReadRest()); }

 private:
  static std::string BytesOf(const M& message) {
    if (!message.IsInitialized()) {
      throw Error(
          StatusCode::kInvalidArgument,
          "a protobuf message lacks a required field and cannot be encoded; set all required fields before it is "
          "emitted; message = " +
              std::string(message.GetTypeName()));
    }
    std::string bytes;
    if (!message.AppendPartialToString(&bytes)) {
      throw Error(StatusCode::kInvalidArgument, "a protobuf message is too large to be encoded (2 GiB); message = " +
                                                    std::string(message.GetTypeName()));
    }
    return bytes;
  }
  static M FromBytes(std::string_view bytes) {
    M message;
    constexpr std::size_t kMaxBytes = 0x7fffffff;
    if (bytes.size() > kMaxBytes || !message.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
        !message.IsInitialized()) {
      throw Error(StatusCode::kDataLoss,
                  "these bytes are no protobuf message of this type; message = " + std::string(message.GetTypeName()) +
                      ", bytes = " + std::to_string(bytes.size()));
    }
    return message;
  }
};

}  // namespace beam
