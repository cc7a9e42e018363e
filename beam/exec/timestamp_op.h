// TimestampOp: gives each element the timestamp that a function finds in it.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "beam/exec/element_text.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/remote_forms.h"
#include "beam/exec/shipment.h"
#include "beam/exec/user_code.h"
#include "beam/fn/element_kinds.h"

namespace beam::internal {

inline Timestamp AsTimestamp(Timestamp time) { return time; }
/// Moments of the system clock, in Beam's resolution: whole milliseconds, rounded down.
template <class D>
Timestamp AsTimestamp(const std::chrono::time_point<std::chrono::system_clock, D>& time) {
  return Timestamp(std::chrono::floor<Duration>(time.time_since_epoch()));
}

/// What `fn` says of an element: called with it, with the parts of a pair, or naming a member of it.
template <class Fn, class T>
decltype(auto) CallTimestampFn(const Fn& fn, const T& element) {
  if constexpr (std::is_member_object_pointer_v<Fn>) {
    return (element.*fn);
  } else if constexpr (std::is_member_function_pointer_v<Fn>) {
    return (element.*fn)();
  } else if constexpr (kIsKV<T>) {
    if constexpr (std::is_invocable_v<const Fn&, const T&>) {
      return fn(element);
    } else {
      return fn(element.key, element.value);
    }
  } else {
    return fn(element);
  }
}
template <class Fn, class T>
concept TimestampFn = requires(const Fn& fn, const T& element) { AsTimestamp(CallTimestampFn(fn, element)); };

template <class Fn, class T>
class TimestampOp final : public Operator {
 public:
  TimestampOp(const Fn& fn, Duration skew, const OperatorContext& context) : fn_(fn), skew_(skew), context_(context) {
    AddOutput(&output_);
  }

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    const bool in_place = output_.MayPassOn(batch);
    std::size_t at = 0;
    RunUserCode(
        context_, "finding timestamps",
        [&] {
          if (in_place) {
            Restamp(batch, at);
          } else {
            for (; at < batch.size(); ++at) EmitAt(batch, at);
          }
        },
        [&] { return ElementText(batch[at]); });
    if (in_place) output_.PassOn(batch);
    // A group can only be read while its own batch is being processed.
    if constexpr (kHoldsIter<T>) output_.Flush();
  }
  void FinishBundle() override { output_.EndBundle(); }

 private:
  void Restamp(Batch<T>& batch, std::size_t& at) {
    batch.MakeColumn();
    batch.ChangeMetas([&](std::size_t i, ElementMeta& meta) {
      at = i;
      Stamp(batch[i], meta);
      OutputBase::RequireInBounds(meta);
    });
  }
  void Stamp(const T& element, ElementMeta& meta) {
    const Timestamp before = meta.timestamp;
    meta.timestamp = AsTimestamp(CallTimestampFn(fn_, element));
    if (meta.timestamp < before) [[unlikely]]
      RequireForward(before, meta.timestamp, skew_);
  }
  void EmitAt(Batch<T>& batch, std::size_t i) {
    ElementMeta meta = batch.meta(i);
    Stamp(batch[i], meta);
    if (batch.exclusive()) {
      output_.EmitWith(meta, std::move(batch[i]));
    } else if constexpr (std::is_copy_constructible_v<T>) {
      output_.EmitWith(meta, static_cast<const T&>(batch[i]));
    } else {
      FailSharedMoveOnly();
    }
  }

  Fn fn_;
  Duration skew_;
  OperatorContext context_;
  Output<T> output_;
};

template <class Fn, class T, bool kRemote = kRemoteForms>
class TimestampOpFactory final : public OperatorFactory {
 public:
  TimestampOpFactory(Fn fn, Duration skew) : fn_(std::move(fn)), skew_(skew) {}
  Owned<Operator> Make(const OperatorContext& context) const override {
    return Owned<Operator>(new TimestampOp<Fn, T>(fn_, skew_, context));
  }
  void Ship(ByteWriter& out) const override {
    StartFunctionShipment<TimestampOpFactory, kRemote>(fn_, out);
    out.PutVarint(static_cast<std::uint64_t>(skew_.count()));
  }
  static Owned<const OperatorFactory> Read(ByteReader& in) {
    Fn fn = Shipping<Fn>::Read(in);
    const Duration skew(static_cast<std::int64_t>(in.ReadVarint()));
    return Owned<const OperatorFactory>(new TimestampOpFactory(std::move(fn), skew));
  }

 private:
  Fn fn_;
  Duration skew_;
};

}  // namespace beam::internal
