// WindowOp: puts each element into the windows that a window function gives its timestamp.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/exec/custom_window_fn.h"
#include "beam/exec/element_text.h"
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
  WindowOp(WindowFnRef fn, const OperatorContext& context)
      : fn_(std::move(fn)),
        element_fn_(dynamic_cast<const ElementWindowFn<T>*>(fn_.get())),
        partitions_(fn_ != nullptr && fn_->partitions()),
        gives_one_(fn_ == nullptr || (element_fn_ == nullptr && fn_->assigns_one())),
        context_(context) {
    AddOutput(&output_);
  }

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    if (gives_one_ && output_.MayPassOn(batch)) return PassOn(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const ElementMeta& meta = batch.meta(i);
      if (!HasWindowsOf(meta.timestamp, i > 0 && batch.uniform())) Assign(meta.timestamp, batch[i]);
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
  // Where an element stays one, only its window changes.
  void PassOn(Batch<T>& batch) {
    batch.ChangeMetas([&](std::size_t i, ElementMeta& meta) {
      if (!HasWindowsOf(meta.timestamp, false)) Assign(meta.timestamp, batch[i]);
      meta.window = windows_[0];
    });
    output_.PassOn(batch);
  }
  // Whether `windows_` are those of a moment; `same`: it is that of the element before.
  bool HasWindowsOf(Timestamp time, bool same) const {
    if (fn_ == nullptr) return !windows_.empty();
    if (partitions_ && !windows_.empty() && time >= windows_[0].start() && time < windows_[0].end()) return true;
    return same && element_fn_ == nullptr;
  }
  void Assign(Timestamp timestamp, const T& element) {
    windows_.clear();
    if (fn_ == nullptr) {
      AppendWindow(windows_, Window::Global());
    } else if (element_fn_ == nullptr) {
      RunUserCode(context_, kAssigning, [&] { fn_->Assign(timestamp, windows_); });
    } else {
      RunUserCode(
          context_, kAssigning, [&] { element_fn_->AssignElement(timestamp, element, windows_); },
          [&] { return ElementText(element); });
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
                 std::string(), kAssigning);
    }
  }

  static constexpr const char* kAssigning = "assigning windows";
  WindowFnRef fn_;
  const ElementWindowFn<T>* element_fn_;  // null for those that do not look at elements
  bool partitions_;
  bool gives_one_;  // for each moment exactly one window
  OperatorContext context_;
  std::vector<Window> windows_;
  Output<T> output_;
};

template <class T>
class WindowOpFactory final : public OperatorFactory {
 public:
  explicit WindowOpFactory(WindowFnRef fn) : fn_(std::move(fn)) {}
  Owned<Operator> Make(const OperatorContext& context) const override {
    return Owned<Operator>(new WindowOp<T>(fn_, context));
  }
  void Ship(ByteWriter& out) const override {
    StartShipment<WindowOpFactory, WindowOp<T>>(out);
    ShipWindowFn(fn_, out);
  }
  static Owned<const OperatorFactory> Read(ByteReader& in) {
    return Owned<const OperatorFactory>(new WindowOpFactory(ReadWindowFn(in)));
  }

 private:
  WindowFnRef fn_;
};

}  // namespace beam::internal
