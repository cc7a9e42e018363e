// SideInputCell: one side input of one run, as the operators that read it share it.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

namespace beam::internal {

class BlockStore;
class ElementType;

/// A side input whose elements are all there: their blocks, and what was made of them (decoded once for all threads, once
/// for each form that parameters take it in).
struct SideInputCell {
  const ElementType* type = nullptr;
  BlockStore* blocks = nullptr;
  std::mutex mutex;
  std::unordered_map<const void*, std::shared_ptr<void>> views;  // by an address that stands for the view's type
};

}  // namespace beam::internal
