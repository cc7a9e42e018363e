// WireForm: an element type as a runner far away sees it: the description of its coder, and how its values become bytes and
// values again. Bytes are in the nested form.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "beam/base/owned.h"
#include "beam/exec/output.h"
#include "beam/iter.h"
#include "coders/coder.h"
#include "coders/iterable.h"

namespace beam::internal {

struct WireForm {
  CoderSpec (*spec)();
  /// The output that decoded elements leave through.
  Owned<OutputBase> (*make_output)();
  /// Decodes one value and emits it with what the output inherits.
  void (*decode)(ByteReader& reader, OutputBase& output);
  /// Appends value `i` of a batch.
  void (*encode)(const BatchBase& batch, std::size_t i, ByteWriter& writer);
};

/// The coder of T on the wire: T's own, and that of a group, whose values are read from the bytes that brought it.
template <class T>
struct WireCoder {
  static constexpr bool kExists = kHasCoder<T>;
  static CoderSpec Spec() { return CoderSpecOf<T>(); }
  static void Encode(const T& value, ByteWriter& writer) { EncodeNested<T>(value, writer); }
  static T Decode(ByteReader& reader) { return DecodeNested<T>(reader); }
};
template <class K, class V>
struct WireCoder<KV<K, Iter<V>>> {
  static constexpr bool kExists = kHasCoder<K> && kHasCoder<V>;
  static CoderSpec Spec() {
    return {"beam:coder:kv:v1", {}, {CoderSpecOf<K>(), {"beam:coder:iterable:v1", {}, {CoderSpecOf<V>()}}}};
  }
  static void Encode(const KV<K, Iter<V>>& group, ByteWriter& writer) {
    EncodeNested<K>(group.key, writer);
    std::size_t count = 0;
    for (auto at = group.value.begin(); !(at == typename Iter<V>::Sentinel{}); ++at) ++count;
    WriteIterableBegin(count, writer);
    for (const V& value : group.value) EncodeNested<V>(value, writer);
    WriteIterableEnd(count, writer);
  }
  static KV<K, Iter<V>> Decode(ByteReader& reader) {
    K key = DecodeNested<K>(reader);
    auto values = std::make_shared<ValueVector<V>>();
    ReadIterable(
        reader, [&](std::uint64_t count) { values->reserve(reader.ReservableElements(count, sizeof(V))); },
        [&] {
          const std::size_t start = reader.position();
          values->push_back(DecodeNested<V>(reader));
          reader.ChargeElement(start, sizeof(V));
        });
    return {std::move(key), Iter<V>(std::shared_ptr<const ValueVector<V>>(std::move(values)))};
  }
};

template <class T>
const WireForm* WireFormOf() {
  if constexpr (WireCoder<T>::kExists) {
    static constexpr WireForm kForm = {
        [] { return WireCoder<T>::Spec(); },
        [] { return Owned<OutputBase>(new Output<T>()); },
        [](ByteReader& reader, OutputBase& output) {
          static_cast<Output<T>&>(output).Emit(WireCoder<T>::Decode(reader));
        },
        [](const BatchBase& batch, std::size_t i, ByteWriter& writer) {
          WireCoder<T>::Encode(static_cast<const Batch<T>&>(batch)[i], writer);
        },
    };
    return &kForm;
  } else {
    return nullptr;
  }
}

}  // namespace beam::internal
