#include "io/shard_name.h"

#include <catch2/catch.hpp>

namespace beam::internal {
namespace {

std::string Name(const std::string& path, std::uint32_t shard, std::uint32_t shards) {
  return ShardName(path, shard, shards, Window::Global(), PaneInfo{});
}

TEST_CASE("one shard has exactly the given name") {
  CHECK(Name("out/counts", 0, 1) == "out/counts");
  CHECK(Name("counts.txt.gz", 0, 1) == "counts.txt.gz");
}

TEST_CASE("the shard's number stands in front of the ending") {
  CHECK(Name("counts", 2, 5) == "counts-00002-of-00005");
  CHECK(Name("out/counts.txt", 0, 12) == "out/counts-00000-of-00012.txt");
  CHECK(Name("counts.csv.gz", 1, 3) == "counts-00001-of-00003.csv.gz");
  CHECK(Name("counts.gz", 1, 3) == "counts-00001-of-00003.gz");
  CHECK(Name("a.b.c", 1, 3) == "a.b-00001-of-00003.c");
  CHECK(Name("out.d/counts", 1, 3) == "out.d/counts-00001-of-00003");
  CHECK(Name("out/.hidden", 1, 3) == "out/.hidden-00001-of-00003");
  CHECK(Name("out/.gz", 1, 3) == "out/.gz-00001-of-00003");
}

TEST_CASE("a window is named by its start and end, a pane by its number where there are several") {
  const Window window(Timestamp::Millis(1'706'659'200'000), Timestamp::Millis(1'706'659'200'500));
  CHECK(ShardName("a.txt", 0, 1, window, PaneInfo{}) == "a-2024-01-31T00:00:00.000Z-2024-01-31T00:00:00.500Z.txt");
  PaneInfo pane;
  pane.is_first = false;
  pane.index = 2;
  CHECK(ShardName("a.txt", 0, 2, window, pane) ==
        "a-2024-01-31T00:00:00.000Z-2024-01-31T00:00:00.500Z-pane-2-00000-of-00002.txt");
  const Window before_epoch(Timestamp::Millis(-1), Timestamp::Millis(0));
  CHECK(ShardName("a", 0, 1, before_epoch, PaneInfo{}) == "a-1969-12-31T23:59:59.999Z-1970-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace beam::internal
