// CheckCombineFn: whether a combine function gives the same result however a runner cuts and merges its input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/exec/combine_fn.h"
#include "beam/testing/element_difference.h"
#include "beam/testing/failure.h"
#include "coders/coders.h"

namespace beam::testing {

struct CheckCombineFnOptions {
  std::uint64_t seed = 1;
  /// How many random ways of cutting, ordering and merging are tried.
  int trials = 100;
};

namespace internal {

/// An accumulator of some of the inputs. Kept like the runner does: it is made when the first value comes.
template <class Fn, class V>
class Accumulation {
 public:
  using Traits = beam::internal::CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;

  void Add(Fn& fn, const V& value) {
    if (!accumulator_.empty()) return Traits::Add(fn, accumulator_.front(), value);
    alignas(Accumulator) std::byte place[sizeof(Accumulator)];
    Traits::AddFirst(fn, place, value);
    auto* made = std::launder(reinterpret_cast<Accumulator*>(place));
    accumulator_.push_back(std::move(*made));
    made->~Accumulator();
  }
  void Merge(Fn& fn, Accumulation&& other) {
    if (other.accumulator_.empty()) return;
    if (accumulator_.empty()) {
      accumulator_ = std::move(other.accumulator_);
    } else {
      Traits::Merge(fn, accumulator_.front(), std::move(other.accumulator_.front()));
    }
  }
  /// Accumulators cross exchanges in their encoded form.
  void Send() {
    for (Accumulator& accumulator : accumulator_) accumulator = DecodeElement<Accumulator>(EncodeElement(accumulator));
  }
  auto Extract(Fn& fn) { return Traits::Extract(fn, std::move(accumulator_.front())); }

 private:
  std::vector<Accumulator> accumulator_;  // none or one
};

/// A sequence of numbers that looks random, the same for one seed on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2 + 1) {}
  std::size_t Below(std::size_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_;
};

template <class Fn, class V>
auto CombineAtRandom(Fn& fn, std::vector<V> inputs, Dice& dice) {
  for (std::size_t i = inputs.size(); i > 1; --i) std::swap(inputs[i - 1], inputs[dice.Below(i)]);
  std::vector<Accumulation<Fn, V>> parts(1 + dice.Below(inputs.size()));
  for (const V& input : inputs) parts[dice.Below(parts.size())].Add(fn, input);
  while (parts.size() > 1) {
    Accumulation<Fn, V> last = std::move(parts.back());
    parts.pop_back();
    if (dice.Below(2) == 0) last.Send();
    parts[dice.Below(parts.size())].Merge(fn, std::move(last));
  }
  return parts.front().Extract(fn);
}

}  // namespace internal

/// Fails the test unless `fn`, a combine function as CombinePerKey takes it, gives one and the same result for the inputs
/// in any order, cut into accumulators and merged in any way, with accumulators encoded and decoded on the way. `same(a, b)`
/// says which results are the same; floating point sums want a tolerance there.
///
///   beam::testing::CheckCombineFn(MeanFn(), std::vector<double>{1, 2, 3, 4});
template <class Fn, class V, class Same>
void CheckCombineFn(Fn fn, const std::vector<V>& inputs, Same same, CheckCombineFnOptions options = {},
                    std::source_location location = std::source_location::current()) {
  using Traits = beam::internal::CombineTraits<Fn, V>;
  if (inputs.empty()) return Fail({"CheckCombineFn was given no inputs; give it a few that differ", location});
  Traits::Setup(fn);
  internal::Accumulation<Fn, V> in_order;
  for (const V& input : inputs) in_order.Add(fn, input);
  const auto expected = in_order.Extract(fn);
  internal::Dice dice(options.seed);
  for (int trial = 0; trial < options.trials; ++trial) {
    const auto result = internal::CombineAtRandom(fn, inputs, dice);
    if (same(expected, result)) continue;
    Fail(
        {"the combine function is not associative and commutative: cut and merged in another way, the inputs give "
         "another "
         "result\n  in order: " +
             Printed(expected) + "\n  merged:   " + Printed(result) + "\n  seed = " + std::to_string(options.seed) +
             ", trial = " + std::to_string(trial),
         location});
    break;
  }
  Traits::Teardown(fn);
}
template <class Fn, class V>
void CheckCombineFn(Fn fn, const std::vector<V>& inputs, CheckCombineFnOptions options = {},
                    std::source_location location = std::source_location::current()) {
  using Result = typename beam::internal::CombineTraits<Fn, V>::Output;
  const auto same = [](const Result& a, const Result& b) {
    internal::RequireComparable<Result>();
    return internal::Compare(internal::kFormsOf<Result>, {&a}, {&b}).missing.empty();
  };
  CheckCombineFn(std::move(fn), inputs, same, options, location);
}

}  // namespace beam::testing
