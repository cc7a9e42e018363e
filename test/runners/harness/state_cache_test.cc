// The cache of user state: what was used last stays, within its bytes.

#include "runners/harness/state_cache.h"

#include <catch2/catch.hpp>
#include <string>

namespace beam::runners {
namespace {

TEST_CASE("what was put into the cache is found until it is taken or put anew") {
  StateCache cache(1 << 20);
  CHECK_FALSE(cache.Find("a").has_value());
  cache.Put("a", "1");
  cache.Put("a", "2");
  CHECK(cache.Find("a") == std::string("2"));
  CHECK(cache.Take("a") == std::string("2"));
  CHECK_FALSE(cache.Find("a").has_value());
  CHECK(cache.bytes() == 0);
}

TEST_CASE("a full cache forgets what was not used for longest") {
  StateCache cache(2500);
  const std::string kilobyte(1000, 'x');
  cache.Put("a", kilobyte);
  cache.Put("b", kilobyte);
  CHECK(cache.Find("a").has_value());
  cache.Put("c", kilobyte);
  CHECK(cache.Find("a").has_value());
  CHECK_FALSE(cache.Find("b").has_value());
  CHECK(cache.Find("c").has_value());
  CHECK(cache.bytes() <= 2500);
}

TEST_CASE("what is larger than the cache is not kept, and nothing is forgotten for it") {
  StateCache cache(2500);
  cache.Put("a", "1");
  cache.Put("b", std::string(3000, 'x'));
  CHECK(cache.Find("a").has_value());
  CHECK_FALSE(cache.Find("b").has_value());
}

}  // namespace
}  // namespace beam::runners
