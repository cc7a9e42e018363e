#include "beam/exec/growing_side_input.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "beam/event_time/fixed_windows.h"
#include "beam/event_time/windowing.h"
#include "beam/exec/element_blocks.h"
#include "test/beam/exec/memory_block_store.h"

namespace beam::internal {
namespace {

using testing::MemoryBlockStore;

Timestamp At(std::int64_t millis) { return Timestamp::Millis(millis); }
Window Ten(std::int64_t start) { return {At(start), At(start + 10)}; }

struct Element {
  Window window;
  int value;
  std::int64_t pane = 0;
};

// What a bundle has written.
void Take(GrowingSideInput& side, const std::vector<Element>& elements) {
  MemoryBlockStore store(0);
  store.limits.grows = true;
  ElementBlockWriter writer(store);
  for (const Element& element : elements) {
    ElementMeta meta{element.window.start(), element.window, {}};
    meta.pane.index = element.pane;
    writer.Append(element.value, meta);
  }
  writer.Flush();
  side.Take(store);
  CHECK(store.Size(0).records == 0);
}

std::vector<int> In(const GrowingSideInput& side, const Window& window) {
  std::vector<int> values;
  const SideContents contents = side.In(window);
  CHECK((contents.version == 0) == (contents.elements == nullptr));
  if (contents.elements == nullptr) return values;
  ForEachElement<int>(*contents.elements, [&](int value, const ElementMeta& meta) {
    CHECK(meta.window == window);
    values.push_back(value);
  });
  return values;
}

TEST_CASE("elements are kept by window, and a window's version changes with them alone") {
  const Windowing windowing{.fn = std::make_shared<FixedWindows>(Duration(10))};
  GrowingSideInput side(windowing, false);
  CHECK_FALSE(side.has_begun());
  Take(side, {{Ten(0), 1}, {Ten(10), 2}, {Ten(0), 3}});
  CHECK(side.has_begun());
  CHECK(In(side, Ten(0)) == std::vector<int>{1, 3});
  CHECK(In(side, Ten(10)) == std::vector<int>{2});
  CHECK(In(side, Ten(20)).empty());
  const std::uint64_t first = side.In(Ten(0)).version;
  const std::uint64_t second = side.In(Ten(10)).version;
  Take(side, {{Ten(10), 4}});
  CHECK(In(side, Ten(10)) == std::vector<int>{2, 4});
  CHECK(side.In(Ten(0)).version == first);
  CHECK(side.In(Ten(10)).version != second);
}

TEST_CASE("a later pane takes the place of an earlier one, also for those that come together, but not of pairs") {
  const Windowing windowing;
  const Window global = Window::Global();
  GrowingSideInput values(windowing, false);
  Take(values, {{global, 1, 0}, {global, 2, 1}, {global, 3, 1}});
  CHECK(In(values, global) == std::vector<int>{2, 3});
  const SideContents before = values.In(global);
  Take(values, {{global, 4, 2}});
  CHECK(In(values, global) == std::vector<int>{4});
  Take(values, {{global, 5, 1}});
  CHECK(In(values, global) == std::vector<int>{4});
  // Who looked at it before still has what it was.
  CHECK(before.elements->Size(0).records == 2);
  GrowingSideInput pairs(windowing, true);
  Take(pairs, {{global, 1, 0}, {global, 2, 1}});
  Take(pairs, {{global, 3, 0}});
  CHECK(In(pairs, global) == std::vector<int>{1, 2, 3});
}

TEST_CASE("a window is ready when it is over, or with its first element where a trigger lets it out before") {
  const Windowing by_watermark{.fn = std::make_shared<FixedWindows>(Duration(10))};
  GrowingSideInput complete(by_watermark, false);
  Take(complete, {{Ten(0), 1}});
  CHECK_FALSE(complete.IsReady(Ten(0), At(9)));
  CHECK(complete.IsReady(Ten(0), At(10)));
  Windowing early = by_watermark;
  early.trigger = Repeatedly(AfterCount(1));
  GrowingSideInput speculative(early, false);
  CHECK_FALSE(speculative.IsReady(Ten(0), At(0)));
  Take(speculative, {{Ten(0), 1}});
  CHECK(speculative.IsReady(Ten(0), At(0)));
  CHECK_FALSE(speculative.IsReady(Ten(10), At(0)));
}

TEST_CASE("windows that no reader can ask for any more are forgotten") {
  const Windowing windowing{.fn = std::make_shared<FixedWindows>(Duration(10))};
  GrowingSideInput side(windowing, false);
  Take(side, {{Ten(0), 1}, {Ten(10), 2}});
  side.Forget(At(10), Duration(5));
  CHECK(In(side, Ten(0)) == std::vector<int>{1});
  side.Forget(At(15), Duration(5));
  CHECK(side.In(Ten(0)).version == 0);
  CHECK(In(side, Ten(10)) == std::vector<int>{2});
  CHECK(side.has_begun());
}

}  // namespace
}  // namespace beam::internal
