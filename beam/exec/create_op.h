// The operator of Create that emits the values of a span of indexes.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/remote_forms.h"
#include "beam/exec/span_shipment.h"

namespace beam::internal {

/// Indexes [key, value) of a range.
using IndexSpan = KV<std::uint64_t, std::uint64_t>;

/// Emits the values at the indexes of each span; `Range` allows `begin()[i]`, `Element` is what its values become.
template <class Range, class Element>
class EmitSpanOp final : public Operator {
 public:
  explicit EmitSpanOp(std::shared_ptr<const Range> range) : range_(std::move(range)) { AddOutput(&output_); }

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<IndexSpan>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      output_.Inherit(batch.meta(i));
      EmitSpan(batch[i].key, batch[i].value);
    }
  }
  void FinishBundle() override { output_.EndBundle(); }

 private:
  using Reference = decltype(std::declval<const Range&>().begin()[0]);

  void EmitSpan(std::uint64_t begin, std::uint64_t end) {
    const auto values = range_->begin();
    using Difference = decltype(values - values);
    if constexpr (requires(Reference value) {
                    value.timestamp;
                    value.value;
                  }) {
      for (std::uint64_t i = begin; i < end; ++i) {
        decltype(auto) stamped = values[static_cast<Difference>(i)];
        output_.EmitWith(ElementMeta{stamped.timestamp, Window::Global(), {}}, stamped.value);
      }
    } else if constexpr (Batch<Element>::kPlain && std::is_convertible_v<Reference, Element>) {
      output_.Flush();
      while (begin < end) {
        Batch<Element>& batch = output_.batch();
        const std::uint64_t left = end - begin;
        const auto n = static_cast<std::size_t>(left < output_.limit() ? left : output_.limit());
        for (std::uint64_t i = 0; i < n; ++i)
          batch.data()[i] = static_cast<Element>(values[static_cast<Difference>(begin + i)]);
        batch.SetSize(n);
        output_.Flush();
        begin += n;
      }
    } else {
      for (std::uint64_t i = begin; i < end; ++i) Put(values[static_cast<Difference>(i)]);
    }
  }
  template <class V>
  void Put(const V& value) {
    if constexpr (kIsKV<Element> && !std::is_same_v<V, Element>) {
      output_.EmitKV(value.first, value.second);
    } else {
      output_.Emit(value);
    }
  }

  std::shared_ptr<const Range> range_;
  Output<Element> output_;
};

template <class Range, class Element, bool kRemote = kRemoteForms>
class EmitSpanFactory final : public OperatorFactory {
 public:
  explicit EmitSpanFactory(std::shared_ptr<const Range> range) : range_(std::move(range)) {}
  Owned<Operator> Make(const OperatorContext&) const override {
    return Owned<Operator>(new EmitSpanOp<Range, Element>(range_));
  }
  void Ship(ByteWriter& out) const override {
    if constexpr (kRemote) {
      SpanShipment<Over, OperatorFactory, Range, Element>::Write(*range_, out);
    } else {
      OperatorFactory::Ship(out);
    }
  }

 private:
  template <class Values>
  using Over = EmitSpanFactory<Values, Element, kRemote>;

  std::shared_ptr<const Range> range_;
};

}  // namespace beam::internal
