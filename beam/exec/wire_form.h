// WireForm: an element type as a runner far away sees it: the description of its coder, and how its values become bytes and
// values again, one call for many of them. Values are in the nested form, each behind its header.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "beam/base/owned.h"
#include "beam/exec/output.h"
#include "beam/exec/wire_header.h"
#include "coders/coder.h"

namespace beam::internal {

/// Elements on their way in.
struct WireRun {
  std::string_view bytes;
  WireHeader& header;
  std::size_t most;                ///< Elements to decode; one that is in several windows is one.
  RemoteValues* remote = nullptr;  ///< Where values are that the bytes name; null if they name none.
  /// All elements that have been emitted, also when decoding threw, and their bytes.
  std::size_t elements = 0;
  std::size_t done = 0;
};

struct WireForm {
  CoderSpec (*spec)();
  /// The output that decoded elements leave through.
  Owned<OutputBase> (*make_output)();
  /// Decodes elements until none is left, or there have been as many as the run says, and emits each with its metadata.
  void (*decode)(WireRun& run, OutputBase& output);
  /// Appends the elements of a batch from `begin` on, at least one, until `out` has `enough` bytes. Returns the next one's number.
  std::size_t (*encode)(const BatchBase& batch, std::size_t begin, WireHeader& header, std::size_t enough,
                        std::string& out);
  /// Appends one value of a batch, without a header.
  void (*encode_value)(const BatchBase& batch, std::size_t number, ByteWriter& out);
};

/// Returns the size of the value's bytes.
template <class T>
std::size_t EmitDecoded(std::string_view bytes, RemoteValues* remote, Output<T>& output) {
  // Each element has a budget of its own.
  ByteReader reader(bytes, remote);
  output.EmitMade([&](T& slot) { DecodeNestedInto<T>(reader, slot); }, [&] { return DecodeNested<T>(reader); });
  return reader.position();
}

template <class T>
void DecodeRun(WireRun& run, OutputBase& base) {
  auto& output = static_cast<Output<T>&>(base);
  for (; run.elements < run.most && run.done < run.bytes.size(); ++run.elements) {
    const std::string_view element = run.bytes.substr(run.done);
    const std::string_view value = element.substr(run.header.Read(element));
    const std::vector<ElementMeta>& metas = run.header.metas();
    if (run.elements == 0 || run.header.changed()) output.Inherit(metas[0]);
    const std::size_t size = EmitDecoded<T>(value, run.remote, output);
    if (metas.size() > 1) [[unlikely]] {
      for (std::size_t i = 1; i < metas.size(); ++i) {
        output.Inherit(metas[i]);
        EmitDecoded<T>(value, run.remote, output);
      }
      output.Inherit(metas[0]);
    }
    run.done += element.size() - value.size() + size;
  }
}

template <class T>
std::size_t EncodeRun(const BatchBase& base, std::size_t begin, WireHeader& header, std::size_t enough,
                      std::string& out) {
  const auto& batch = static_cast<const Batch<T>&>(base);
  ByteWriter writer(out);
  std::string_view bytes = header.BytesOf(batch.meta(begin));
  std::size_t i = begin;
  do {
    if (!batch.uniform()) bytes = header.BytesOf(batch.meta(i));
    writer.PutBytes(bytes);
    EncodeNested(batch[i], writer);
  } while (++i < batch.size() && writer.size() < enough);
  return i;
}

template <class T>
void EncodeValueOf(const BatchBase& batch, std::size_t number, ByteWriter& out) {
  EncodeNested(static_cast<const Batch<T>&>(batch)[number], out);
}

template <class T>
inline constexpr WireForm kWireFormOf = {&CoderSpecOf<T>, &MakeOutput<T>, &DecodeRun<T>, &EncodeRun<T>,
                                         &EncodeValueOf<T>};

template <class T>
constexpr const WireForm* WireFormOf() {
  if constexpr (kHasCoder<T>) {
    return &kWireFormOf<T>;
  } else {
    return nullptr;
  }
}

}  // namespace beam::internal
