// Beam's own vectors, every one of them: decoded, encoded, and mutilated in every way.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "coders/length_prefix.h"
#include "test/coders/mutations.h"
#include "test/coders/vector_values.h"
#include "test/coders/vectors.h"

namespace beam::testing {
namespace {

using GlobalElement = Coded<Window, GlobalWindowCoder>;
using IntervalElement = Coded<Window, IntervalWindowCoder>;

// A vector's bytes decoded as `decode` says, all of them.
template <class Decode>
auto DecodeAll(std::string_view bytes, Decode&& decode) {
  ByteReader reader(bytes);
  return reader.WithLimit(bytes.size(), [&] { return decode(reader); });
}

// Doubles are compared by their bits, since NaN is a vector too.
template <class T>
bool Same(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  } else {
    return a == b;
  }
}

// Mutates the same bytes of the same coder once, although most vectors count for both contexts. Returns the number of
// mutations tried.
template <class Decode>
std::size_t MutateOnce(const std::string& what, const std::string& bytes, Decode&& decode) {
  static std::set<std::pair<std::string, std::string>> done;
  if (!done.insert({what, bytes}).second) return 0;
  return CheckMutations(bytes, decode);
}

// The three checks of one vector. `decode(reader)` and `encode(value, writer)` are those of the vector's context.
template <class T, class Decode, class Encode>
std::size_t Check(const Vector& vector, const T& expected, Decode&& decode, Encode&& encode) {
  INFO("section " << vector.section << " of standard_coders.yaml, " << CoderName(vector.coder)
                  << (vector.nested ? ", nested" : ", outer") << ", bytes " << Hex(vector.bytes));
  CHECK(Same<T>(DecodeAll(vector.bytes, decode), expected));
  if (vector.encodes) {
    std::string bytes;
    ByteWriter writer(bytes);
    encode(expected, writer);
    CHECK(Hex(bytes) == Hex(vector.bytes));
  }
  return MutateOnce(CoderName(vector.coder) + Hex(vector.coder.payload), vector.bytes, [&](std::string_view mutated) {
    const T value = DecodeAll(mutated, decode);
    std::string bytes;
    ByteWriter writer(bytes);
    encode(value, writer);
  });
}

// A vector whose value is a T with a Coder.
template <class T>
std::size_t CheckTyped(const Vector& vector) {
  const T expected = FromNode<T>::Get(vector.value);
  CHECK(CoderName(CoderSpecOf<T>()) == CoderName(vector.coder));
  if (vector.nested) {
    return Check<T>(vector, expected, internal::DecodeNested<T>, internal::EncodeNested<T>);
  }
  return Check<T>(vector, expected, internal::DecodeOuter<T>, internal::EncodeOuter<T>);
}

// A state-backed iterable: what comes with the element, and what the state of its token adds.
template <class T>
std::size_t CheckStateBacked(const Vector& vector) {
  using Iterable = StateBackedIterable<T>;
  const auto decode = [](ByteReader& reader) { return internal::DecodeNested<Iterable>(reader); };
  const Iterable decoded = DecodeAll(vector.bytes, decode);
  std::vector<T> all = decoded.first;
  if (decoded.token) {
    const std::string& state = vector.state.at(*decoded.token);
    ByteReader reader(state);
    while (!reader.empty()) all.push_back(internal::DecodeNested<T>(reader));
    CHECK(EncodeElement(decoded) == vector.bytes);
  }
  CHECK(all == FromNode<std::vector<T>>::Get(vector.value));
  return Check<Iterable>(vector, decoded, decode, internal::EncodeNested<Iterable>);
}

// A windowed value whose header is in the coder's payload.
template <class T, class W>
std::size_t CheckParam(const Vector& vector) {
  using Value = WindowedValue<T, W>;
  const auto coder = ParamWindowedValueCoder<T, W>::FromPayload(vector.coder.payload);
  CHECK(Hex(coder.Spec().payload) == Hex(vector.coder.payload));
  const std::size_t payloads = MutateOnce("payload", vector.coder.payload, [](std::string_view payload) {
    ParamWindowedValueCoder<T, W>::FromPayload(payload).Spec();
  });
  return payloads + Check<Value>(
                        vector, FromNode<Value>::Get(vector.value), [&](ByteReader& r) { return coder.Decode(r); },
                        [&](const Value& value, ByteWriter& w) { coder.Encode(value, w); });
}

// A row, by the schema in its coder's payload; mutilated schemas are tried on the same bytes.
std::size_t CheckRow(const Vector& vector) {
  const Schema schema = SchemaFromProto(vector.coder.payload);
  CHECK(Hex(SchemaToProto(schema)) == Hex(vector.coder.payload));
  const std::size_t schemas = MutateOnce("payload", vector.coder.payload, [&](std::string_view payload) {
    const Schema mutated = SchemaFromProto(payload);
    SchemaToProto(mutated);
    DecodeRow(mutated, vector.bytes);
  });
  return schemas + Check<Row>(
                       vector, RowFrom(schema, vector.value), [&](ByteReader& r) { return DecodeRow(schema, r); },
                       [&](const Row& row, ByteWriter& w) { EncodeRow(schema, row, w); });
}

using Checks = std::map<std::string, std::function<std::size_t(const Vector&)>>;

const Checks& ChecksByCoder() {
  static const Checks kChecks = {
      {"bytes", CheckTyped<Bytes>},
      {"bool", CheckTyped<bool>},
      {"string_utf8", CheckTyped<std::string>},
      {"varint", CheckTyped<std::int64_t>},
      {"double", CheckTyped<double>},
      {"kv(bytes,varint)", CheckTyped<KV<Bytes, std::int64_t>>},
      {"kv(bytes,bytes)", CheckTyped<KV<Bytes, Bytes>>},
      {"kv(bytes,bool)", CheckTyped<KV<Bytes, bool>>},
      {"interval_window", CheckTyped<IntervalElement>},
      {"global_window", CheckTyped<GlobalElement>},
      {"custom_window(interval_window)", CheckTyped<Coded<Window, CustomWindowCoder<IntervalWindowCoder>>>},
      {"iterable(varint)", CheckTyped<std::vector<std::int64_t>>},
      {"iterable(bytes)", CheckTyped<std::vector<Bytes>>},
      {"iterable(bool)", CheckTyped<std::vector<bool>>},
      {"iterable(global_window)", CheckTyped<std::vector<GlobalElement>>},
      {"timer(string_utf8,global_window)", CheckTyped<TimerValue<std::string, GlobalWindowCoder>>},
      {"windowed_value(varint,global_window)", CheckTyped<WindowedValue<std::int64_t, GlobalWindowCoder>>},
      {"windowed_value(varint,interval_window)", CheckTyped<WindowedValue<std::int64_t, IntervalWindowCoder>>},
      {"param_windowed_value(varint,global_window)", CheckParam<std::int64_t, GlobalWindowCoder>},
      {"param_windowed_value(varint,interval_window)", CheckParam<std::int64_t, IntervalWindowCoder>},
      {"row", CheckRow},
      {"sharded_key(string_utf8)", CheckTyped<ShardedKey<std::string>>},
      {"state_backed_iterable(varint)", CheckStateBacked<std::int64_t>},
      {"state_backed_iterable(bytes)", CheckStateBacked<Bytes>},
      {"state_backed_iterable(bool)", CheckStateBacked<bool>},
      {"state_backed_iterable(global_window)", CheckStateBacked<GlobalElement>},
      {"nullable(bytes)", CheckTyped<std::optional<Bytes>>},
  };
  return kChecks;
}

TEST_CASE("every vector of Beam's standard_coders.yaml decodes, encodes, and survives every mutation") {
  const char* const path = std::getenv("BEAM_STANDARD_CODERS");
  if (path == nullptr)
    FAIL("BEAM_STANDARD_CODERS must name the file that fetch_standard_coders.py writes; ctest sets it");
  const std::vector<Vector> vectors = ReadVectors(path);
  std::size_t mutations = 0;
  for (const Vector& vector : vectors) {
    const std::string coder = CoderName(vector.coder);
    const auto check = ChecksByCoder().find(coder);
    if (check == ChecksByCoder().end()) {
      FAIL("section " << vector.section << " is of a coder that nothing here checks: " << coder);
    }
    mutations += check->second(vector);
  }
  const int sections = vectors.empty() ? 0 : vectors.back().section;
  std::printf("standard_coders.yaml: %zu vectors in %d sections checked, %zu mutations of them decoded or refused\n",
              vectors.size(), sections, mutations);
  // The file of 2.77.0 has this many, counting those that hold in both contexts twice.
  CHECK(sections == 45);
  CHECK(vectors.size() == 227);
}

}  // namespace
}  // namespace beam::testing
