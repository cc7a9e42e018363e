// SideInputCell: one side input of one run, as the operators that read it share it.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "beam/base/window.h"

namespace beam::internal {

class BlockStore;
class ElementType;
class GrowingSideInput;
class SideInputLookups;

/// Brings the elements of a side input a window at a time.
class SideInputWindows {
 public:
  virtual ~SideInputWindows() = default;
  /// They are there until the next call.
  virtual BlockStore& ElementsIn(const Window& window) = 0;
};

/// A side input whose elements are all there: their blocks, and what was made of them (decoded once for all threads, once
/// for each form that parameters take it in).
struct SideInputCell {
  const ElementType* type = nullptr;
  BlockStore* blocks = nullptr;
  /// For elements that are not all there: whom to ask for a window's when it is needed. For one thread then.
  SideInputWindows* windows = nullptr;
  /// Whom to ask for the values of a key instead, as long as that is better; null where a window comes as a whole only.
  SideInputLookups* lookups = nullptr;
  /// For elements without end: who keeps them.
  GrowingSideInput* growing = nullptr;
  std::mutex mutex;
  std::unordered_map<const void*, std::shared_ptr<void>> views;  // by an address that stands for the view's type
};

}  // namespace beam::internal
