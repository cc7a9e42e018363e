#include "beam/exec/side_input_view.h"

#include <string>

#include "beam/base/error.h"
#include "beam/exec/growing_side_input.h"
#include "beam/exec/side_input_cell.h"
#include "beam/graph/graph.h"

namespace beam::internal {

void FailSingleton(std::size_t number, std::size_t elements) {
  throw Error(
      StatusCode::kFailedPrecondition,
      "a side input taken as one value must have exactly one element in the window; combine it to one, or take const "
      "std::vector<S>&; side input = " +
          std::to_string(number) + ", elements = " + std::to_string(elements));
}

void FailTwoValues(std::size_t number) {
  throw Error(StatusCode::kFailedPrecondition,
              "a side input taken as beam::MapView has two values for one key; take beam::MultiMapView, or combine the "
              "values first; side input = " +
                  std::to_string(number));
}

std::shared_ptr<void> SharedView(SideInputCell& cell, const void* key, DecodeSideInput decode, std::size_t number) {
  std::lock_guard lock(cell.mutex);
  std::shared_ptr<void>& view = cell.views[key];
  if (view == nullptr) view = decode(*cell.blocks, number);
  return view;
}

BlockStore* BringWindow(SideInputCell& cell, const Window& window) {
  return cell.windows == nullptr ? nullptr : &cell.windows->ElementsIn(window);
}

bool BringsKeys(const SideInputCell& cell) { return cell.lookups != nullptr; }

BroughtValues BringKey(const SideInputPlace& place, std::string_view key) {
  return place.cell->lookups->Bring(place.window, key);
}

BlockStore& BringAll(const SideInputPlace& place) { return place.cell->windows->ElementsIn(place.window); }

void RequireProgress(std::size_t bytes) {
  if (bytes == 0) throw Error(StatusCode::kDataLoss, "bytes are left behind the values of a key in a side input");
}

bool Grows(const SideInputCell& cell) { return cell.growing != nullptr; }

SideContents GrowingContents(const SideInputCell& cell, const Window& window) { return cell.growing->In(window); }

bool LaterValuesReplace(const Windowing& side) { return side.trigger.kind() != Trigger::Kind::kDefault; }

Window SideWindowOf(const Window& main, const Windowing& side) {
  return side.is_global() ? Window::Global() : side.fn->SideWindow(main);
}

}  // namespace beam::internal
