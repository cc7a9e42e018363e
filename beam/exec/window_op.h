// WindowOp: puts each element into the windows that a window function gives its timestamp.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/shipment.h"
#include "beam/exec/user_code.h"
#include "beam/fn/element_kinds.h"
#include "beam/graph/graph.h"

namespace beam::internal {

/// An element that falls into several windows leaves once for each of them; one that falls into none is dropped. Timestamp
/// and pane stay.
template <class T>
class WindowOp final : public Operator {
 public:
  WindowOp(std::shared_ptr<const WindowFn> fn, const OperatorContext& context) : fn_(std::move(fn)), context_(context) {
    AddOutput(&output_);
  }

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const ElementMeta& meta = batch.meta(i);
      Assign(meta.timestamp);
      for (std::size_t w = 0; w < windows_.size(); ++w) {
        const bool last = w + 1 == windows_.size();
        Emit(ElementMeta{meta.timestamp, windows_[w], meta.pane}, batch[i], last && batch.exclusive());
      }
    }
    // A group can only be read while its own batch is being processed.
    if constexpr (kHoldsIter<T>) output_.Flush();
  }
  void FinishBundle() override { output_.EndBundle(); }

 private:
  void Assign(Timestamp timestamp) {
    windows_.clear();
    if (fn_ == nullptr) {
      windows_.push_back(Window::Global());
    } else {
      RunUserCode(context_, "assigning windows", [&] { fn_->Assign(timestamp, windows_); });
    }
  }
  void Emit(const ElementMeta& meta, T& value, bool may_move) {
    if (may_move) return output_.EmitWith(meta, std::move(value));
    if constexpr (std::is_copy_constructible_v<T>) {
      output_.EmitWith(meta, value);
    } else {
      FailBundle(context_,
                 Status(StatusCode::kFailedPrecondition,
                        "an element that cannot be copied falls into several windows, or has several consumers"),
                 std::string(), "assigning windows");
    }
  }

  std::shared_ptr<const WindowFn> fn_;
  OperatorContext context_;
  std::vector<Window> windows_;
  Output<T> output_;
};

template <class T>
class WindowOpFactory final : public OperatorFactory {
 public:
  explicit WindowOpFactory(std::shared_ptr<const WindowFn> fn) : fn_(std::move(fn)) {}
  Owned<Operator> Make(const OperatorContext& context) const override {
    return Owned<Operator>(new WindowOp<T>(fn_, context));
  }
  void Ship(ByteWriter& out) const override {
    if (fn_ != nullptr) OperatorFactory::Ship(out);
    StartShipment<WindowOpFactory, WindowOp<T>>(out);
  }
  static Owned<const OperatorFactory> Read(ByteReader&) {
    return Owned<const OperatorFactory>(new WindowOpFactory(nullptr));
  }

 private:
  std::shared_ptr<const WindowFn> fn_;
};

}  // namespace beam::internal
