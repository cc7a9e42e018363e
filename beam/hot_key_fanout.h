// CombinePerKey in two steps, for keys that have far more values than others.
#pragma once

#include <cstdint>
#include <source_location>
#include <type_traits>
#include <utility>

#include "beam/combine.h"
#include "beam/par_do.h"
#include "beam/scope.h"

namespace beam {

/// Over how many intermediate keys the values of each key are spread before they are combined.
struct HotKeyFanout {
  std::uint32_t shards = 16;
};

namespace internal {

/// Gives the values of a key to its shards in turn.
template <class K, class V>
struct SpreadOverShards {
  std::uint32_t shards = 1;
  std::uint32_t next = 0;
  void ProcessElement(const KV<K, V>& kv, Emitter<KV<KV<K, std::uint32_t>, V>> emit) {
    next = next + 1 < shards ? next + 1 : 0;
    emit(KV<K, std::uint32_t>{kv.key, next}, kv.value);
  }
};

/// The first step of a CombineFn: its result is the accumulator.
template <class Fn, class V>
struct ShardCombineFn {
  using Traits = CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;
  Fn fn;
  void Setup() { Traits::Setup(fn); }
  void Teardown() { Traits::Teardown(fn); }
  Accumulator CreateAccumulator() { return fn.CreateAccumulator(); }
  void AddInput(Accumulator& accumulator, const V& value) { Traits::Add(fn, accumulator, value); }
  void MergeAccumulators(Accumulator& accumulator, Accumulator& other) {
    Traits::Merge(fn, accumulator, std::move(other));
  }
};

/// The second step: its inputs are the accumulators of the shards.
template <class Fn, class V>
struct MergeShardsFn {
  using Traits = CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;
  Fn fn;
  void Setup() { Traits::Setup(fn); }
  void Teardown() { Traits::Teardown(fn); }
  Accumulator CreateAccumulator() { return fn.CreateAccumulator(); }
  void AddInput(Accumulator& accumulator, const Accumulator& shard) {
    Traits::Merge(fn, accumulator, Accumulator(shard));
  }
  void MergeAccumulators(Accumulator& accumulator, Accumulator& other) {
    Traits::Merge(fn, accumulator, std::move(other));
  }
  auto ExtractOutput(Accumulator& accumulator) { return Traits::Extract(fn, std::move(accumulator)); }
};

}  // namespace internal

/// CombinePerKey with hot keys: the values of every key are combined in `fanout.shards` parts, and these by key. The result is that
/// of CombinePerKey without it. Worth it on runners that do not aggregate before the exchange; the direct runner does, and
/// gains nothing. Errors: a fanout of 0 shards, and panes that accumulate, are refused when the pipeline is built.
/// Source: Combine.perKey().withHotKeyFanout of Beam.
///
///   auto sums = beam::CombinePerKey(amounts, [](int64_t a, int64_t b) { return a + b; }, beam::HotKeyFanout{32});
template <class T, class CombineFn>
auto CombinePerKey(const PCollection<T>& input, const CombineFn& fn, HotKeyFanout fanout,
                   std::source_location location = std::source_location::current()) {
  using Parts = internal::NamedParts<std::decay_t<CombineFn>>;
  using Fn = typename Parts::Function;
  if constexpr (internal::CheckCombinePerKey<Fn, T>()) {
    using K = typename T::Key;
    using V = typename T::Value;
    if (fanout.shards == 0) {
      throw Error(StatusCode::kInvalidArgument,
                  "CombinePerKey was given a HotKeyFanout of 0 shards; name at least 1; line = " +
                      internal::ShortLocation(location));
    }
    if (input.state().PanesAccumulate(input.id())) {
      throw Error(
          StatusCode::kInvalidArgument,
          "CombinePerKey was given a HotKeyFanout and a collection whose panes accumulate, so that the shards of "
          "later panes would count twice; discard them, or leave the fanout out; line = " +
              internal::ShortLocation(location));
    }
    const Fn function = Parts::FunctionOf(fn);
    const internal::Composite composite(input.state(), Parts::NameOf(fn, "CombinePerKey"), location);
    const auto spread = ParDo(input, internal::SpreadOverShards<K, V>{fanout.shards}, location);
    const auto join_shards = []<class A>(const PCollection<KV<KV<K, std::uint32_t>, A>>& parts, const auto& merge,
                                         const std::source_location& at) {
      const auto by_key = ParDo(
          parts,
          [](const KV<KV<K, std::uint32_t>, A>& part, Emitter<KV<K, A>> emit) { emit(part.key.key, part.value); }, at);
      return CombinePerKey(by_key, Named("Merge", merge), at);
    };
    if constexpr (internal::CombineTraits<Fn, V>::kHasDefault) {
      const auto parts = CombinePerKey(spread, Named("Shards", internal::ShardCombineFn<Fn, V>{function}), location);
      return join_shards(parts, internal::MergeShardsFn<Fn, V>{function}, location);
    } else {
      return join_shards(CombinePerKey(spread, Named("Shards", function), location), function, location);
    }
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
