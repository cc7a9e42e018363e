// Collect: results back to the program.
#pragma once

#include <memory>
#include <mutex>
#include <source_location>
#include <utility>
#include <vector>

#include "beam/co_grouped.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/shipment.h"
#include "beam/pcollection.h"

namespace beam {

namespace internal {

template <class T>
struct CollectedState {
  std::mutex mutex;
  std::vector<T> values;
  std::vector<ElementMeta> metas;
};

/// A copy that outlives the call it is made in: iterables, which do not, are given values of their own.
template <class T>
T Kept(const T& value) {
  if constexpr (kIsIter<T>) {
    auto values = std::make_shared<ValueVector<typename T::value_type>>();
    for (const auto& each : value) values->push_back(Kept<typename T::value_type>(each));
    return T(std::shared_ptr<const ValueVector<typename T::value_type>>(std::move(values)));
  } else if constexpr (kIsKV<T>) {
    return T{Kept(value.key), Kept(value.value)};
  } else if constexpr (kIsCoGrouped<T>) {
    return std::apply([&](const auto&... groups) { return T{Kept(value.key), {Kept(groups)...}}; }, value.values);
  } else {
    return value;
  }
}

/// Gathers on its thread and hands over when the stage ends on it.
template <class T>
class CollectOp final : public Operator {
 public:
  explicit CollectOp(std::shared_ptr<CollectedState<T>> state) : state_(std::move(state)) {}
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if constexpr (std::is_copy_constructible_v<T>) {
        values_.push_back(Kept(batch[i]));
      } else {
        if (!batch.exclusive()) FailSharedMoveOnly();
        values_.push_back(std::move(batch[i]));
      }
      metas_.push_back(batch.meta(i));
    }
  }
  void Drain() override {
    std::lock_guard lock(state_->mutex);
    for (auto&& value : values_) state_->values.push_back(std::move(value));
    state_->metas.insert(state_->metas.end(), metas_.begin(), metas_.end());
    values_.clear();
    metas_.clear();
  }

 private:
  std::shared_ptr<CollectedState<T>> state_;
  std::vector<T> values_;
  std::vector<ElementMeta> metas_;
};

template <class T>
class CollectFactory final : public OperatorFactory {
 public:
  explicit CollectFactory(std::shared_ptr<CollectedState<T>> state) : state_(std::move(state)) {}
  Owned<Operator> Make(const OperatorContext&) const override { return Owned<Operator>(new CollectOp<T>(state_)); }
  void Ship(ByteWriter&) const override {
    ThrowUnshippable(
        "brings elements into the memory of the program that built the pipeline; write them to a file, or run the "
        "workers in "
        "that program (--environment_type=LOOPBACK)");
  }

 private:
  std::shared_ptr<CollectedState<T>> state_;
};

}  // namespace internal

/// The elements of a collection once the pipeline has run; order is undefined.
template <class T>
class Collected {
 public:
  explicit Collected(std::shared_ptr<internal::CollectedState<T>> state) : state_(std::move(state)) {}

  const std::vector<T>& values() const { return state_->values; }
  /// Timestamp, window and pane of each of values().
  const std::vector<ElementMeta>& metas() const { return state_->metas; }
  std::size_t size() const { return state_->values.size(); }
  auto begin() const { return state_->values.begin(); }
  auto end() const { return state_->values.end(); }

 private:
  std::shared_ptr<internal::CollectedState<T>> state_;
};

/// Input: any T, groups too, small enough to hold in memory. Returns a handle whose values are there after Pipeline::Run. Move-only elements
/// are moved out of the pipeline, so their collection may have no other consumer.
/// Runs where the program's memory is: the direct runner and LOOPBACK workers.
///
///   auto top = beam::Collect(counts);
///   pipeline.Run().Check();
///   for (const auto& [word, n] : top) std::printf("%s %ld\n", word.c_str(), n);
template <class T>
Collected<T> Collect(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  auto collected = std::make_shared<internal::CollectedState<T>>();
  internal::Owned<const internal::OperatorFactory> factory(new internal::CollectFactory<T>(collected));
  input.state().AddFused("Collect", location, input.id(), {}, std::move(factory));
  return Collected<T>(std::move(collected));
}

}  // namespace beam
