// CustomWindowFn: a window function that a user wrote, as the engine asks it.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/make_shared.h"
#include "beam/event_time/window_fn.h"
#include "beam/exec/remote_forms.h"
#include "beam/exec/shipment.h"

namespace beam::internal {

/// A window function that asks for the element, too.
template <class T>
class ElementWindowFn : public WindowFn {
 public:
  virtual void AssignElement(Timestamp timestamp, const T& element, std::vector<Window>& windows) const = 0;
};

enum class WindowFnForm : std::uint8_t { kNone, kOne, kMany, kOneOfElement, kManyOfElement };

/// What the methods of `F` say of windows for elements of type `T`.
template <class F, class T>
consteval WindowFnForm FindWindowFnForm() {
  if constexpr (requires(const F& fn, Timestamp time, Window& to) { to = fn.AssignWindow(time); }) {
    return WindowFnForm::kOne;
  } else if constexpr (requires(const F& fn, Timestamp time, std::vector<Window>& to) {
                         to = fn.AssignWindows(time);
                       }) {
    return WindowFnForm::kMany;
  } else if constexpr (requires(const F& fn, Timestamp time, const T& element, Window& to) {
                         to = fn.AssignWindow(time, element);
                       }) {
    return WindowFnForm::kOneOfElement;
  } else if constexpr (requires(const F& fn, Timestamp time, const T& element, std::vector<Window>& to) {
                         to = fn.AssignWindows(time, element);
                       }) {
    return WindowFnForm::kManyOfElement;
  } else {
    return WindowFnForm::kNone;
  }
}

template <class F>
inline constexpr bool kMergesWindows = requires(const F& fn, const std::vector<Window>& windows,
                                                std::vector<WindowMerge>& to) { to = fn.MergeWindows(windows); };
template <class F>
inline constexpr bool kHasSideWindow =
    requires(const F& fn, const Window& main, Window& to) { to = fn.SideWindow(main); };

/// Appends them. Throws beam::Error (kOutOfRange) for a window that ends before it begins, or outside of the time domain.
void AppendWindow(std::vector<Window>& to, const Window& window);
void AppendWindows(std::vector<Window>& to, const std::vector<Window>& windows);
/// Throws beam::Error (kFailedPrecondition): the windows depend on elements.
[[noreturn]] void FailNeedsElement();

/// What window functions of users have in common. `Base` is WindowFn or ElementWindowFn<T>; `Self` is made of an `F`, which is copied
/// once and shared by all threads.
template <class Self, class F, class Base, WindowFnForm kForm, bool kRemote>
class CustomWindowFn : public Base {
 public:
  explicit CustomWindowFn(F fn) : fn_(std::move(fn)) {}

  std::string_view urn() const override { return kCustomWindowFnUrn; }
  std::string payload() const override {
    std::string bytes;
    ByteWriter out(bytes);
    StartFunctionShipment<CustomWindowFn, kRemote>(fn_, out);
    return bytes;
  }
  static WindowFnRef Read(ByteReader& in) { return MakeShared<Self>(Shipping<F>::Read(in)); }

  bool assigns_one() const override { return kForm == WindowFnForm::kOne || kForm == WindowFnForm::kOneOfElement; }
  bool merging() const override { return kMergesWindows<F>; }
  std::vector<WindowMerge> Merge(const std::vector<Window>& windows) const override {
    if constexpr (kMergesWindows<F>) {
      return fn_.MergeWindows(windows);
    } else {
      return {};
    }
  }
  bool has_side_windows() const override {
    return kHasSideWindow<F> || (!kMergesWindows<F> && std::is_same_v<Base, WindowFn>);
  }
  Window SideWindow(const Window& main) const override {
    if constexpr (kHasSideWindow<F>) {
      return fn_.SideWindow(main);
    } else {
      return WindowFn::SideWindow(main);
    }
  }
  bool SameAs(const WindowFn& other) const override {
    if (this == &other) return true;
    const auto* const same = dynamic_cast<const Self*>(&other);
    if (same == nullptr) return false;
    if constexpr (std::is_empty_v<F>) {
      return true;
    } else if constexpr (requires(const F& fn) { static_cast<bool>(fn == fn); }) {
      return static_cast<bool>(fn_ == same->fn_);
    } else if constexpr (Shipping<F>::kPossible) {
      return Configuration() == same->Configuration();
    } else {
      return false;
    }
  }

 protected:
  template <class... Element>
  void Append(std::vector<Window>& windows, Timestamp timestamp, const Element&... element) const {
    if constexpr (kForm == WindowFnForm::kOne || kForm == WindowFnForm::kOneOfElement) {
      AppendWindow(windows, fn_.AssignWindow(timestamp, element...));
    } else {
      AppendWindows(windows, fn_.AssignWindows(timestamp, element...));
    }
  }

 private:
  std::string Configuration() const {
    std::string bytes;
    ByteWriter out(bytes);
    Shipping<F>::Write(fn_, out);
    return bytes;
  }

  F fn_;
};

/// One whose windows depend on the time alone.
template <class F, WindowFnForm kForm, bool kRemote = kRemoteForms>
class CustomTimeWindowFn final
    : public CustomWindowFn<CustomTimeWindowFn<F, kForm, kRemote>, F, WindowFn, kForm, kRemote> {
 public:
  explicit CustomTimeWindowFn(F fn) : CustomWindowFn<CustomTimeWindowFn, F, WindowFn, kForm, kRemote>(std::move(fn)) {}
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override { this->Append(windows, timestamp); }
};

/// One that looks at elements.
template <class F, class T, WindowFnForm kForm, bool kRemote = kRemoteForms>
class CustomElementWindowFn final
    : public CustomWindowFn<CustomElementWindowFn<F, T, kForm, kRemote>, F, ElementWindowFn<T>, kForm, kRemote> {
 public:
  explicit CustomElementWindowFn(F fn)
      : CustomWindowFn<CustomElementWindowFn, F, ElementWindowFn<T>, kForm, kRemote>(std::move(fn)) {}
  void Assign(Timestamp, std::vector<Window>&) const override { FailNeedsElement(); }
  void AssignElement(Timestamp timestamp, const T& element, std::vector<Window>& windows) const override {
    this->Append(windows, timestamp, element);
  }
};

}  // namespace beam::internal
