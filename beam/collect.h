// Collect: results back to the program.
#pragma once

#include <memory>
#include <source_location>
#include <utility>
#include <vector>

#include "beam/co_grouped.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/shipment.h"
#include "beam/pcollection.h"

namespace beam {

namespace internal {

/// What Collect has gathered, of any type.
class CollectedBase {
 public:
  CollectedBase();
  CollectedBase(const CollectedBase&) = delete;
  CollectedBase& operator=(const CollectedBase&) = delete;
  virtual ~CollectedBase();

  virtual Owned<Operator> MakeOp() = 0;
  virtual const void* At(std::size_t number) const = 0;
  const std::vector<ElementMeta>& metas() const { return metas_; }
  /// Takes over what one worker has gathered: a vector of the values, and what goes with them. Both are empty after this.
  void Take(void* values, std::vector<ElementMeta>& metas);

 private:
  // One call at a time.
  virtual void TakeValues(void* values) = 0;

  struct Lock;  // a mutex, whose header is not for every program
  Owned<Lock> lock_;
  std::vector<ElementMeta> metas_;
};

/// Adds the step that fills `collected`, which is new and lives as long as the step and the handle that this returns.
std::shared_ptr<CollectedBase> AddCollect(PipelineBuilder& state, CollectionId input,
                                          const std::source_location& location, Owned<CollectedBase> collected);

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

template <class T>
class CollectedValues final : public CollectedBase {
 public:
  Owned<Operator> MakeOp() override;
  // The values lie in a vector, but for bool, whose vector holds no values to point to.
  const void* At(std::size_t number) const override {
    if constexpr (std::is_same_v<T, bool>) {
      static constexpr bool kValues[] = {false, true};
      return &kValues[values_[number] ? 1 : 0];
    } else {
      return &values_[number];
    }
  }
  const std::vector<T>& values() const { return values_; }

 private:
  void TakeValues(void* values) override {
    auto& from = *static_cast<std::vector<T>*>(values);
    for (auto&& value : from) values_.push_back(std::move(value));
    from.clear();
  }

  std::vector<T> values_;
};

/// Gathers on its thread and hands over when the stage ends on it.
template <class T>
class CollectOp final : public Operator {
 public:
  explicit CollectOp(CollectedValues<T>& collected) : collected_(collected) {}
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
  void Drain() override { collected_.Take(&values_, metas_); }

 private:
  CollectedValues<T>& collected_;
  std::vector<T> values_;
  std::vector<ElementMeta> metas_;
};

template <class T>
Owned<Operator> CollectedValues<T>::MakeOp() {
  return Owned<Operator>(new CollectOp<T>(*this));
}

}  // namespace internal

/// The elements of a collection once the pipeline has run; order is undefined.
template <class T>
class Collected {
 public:
  explicit Collected(std::shared_ptr<internal::CollectedBase> collected) : collected_(std::move(collected)) {}

  const std::vector<T>& values() const {
    return static_cast<const internal::CollectedValues<T>&>(*collected_).values();
  }
  /// Timestamp, window and pane of each of values().
  const std::vector<ElementMeta>& metas() const { return collected_->metas(); }
  std::size_t size() const { return values().size(); }
  auto begin() const { return values().begin(); }
  auto end() const { return values().end(); }

 private:
  std::shared_ptr<internal::CollectedBase> collected_;
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
  internal::Owned<internal::CollectedBase> collected(new internal::CollectedValues<T>());
  return Collected<T>(internal::AddCollect(input.state(), input.id(), location, std::move(collected)));
}

}  // namespace beam
