#include "coders/protobuf.h"

#include <catch2/catch.hpp>
#include <string>

#include <order.pb.h>
#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"
#include "test/coders/mutations.h"
#include "transforms/sum.h"

namespace beam {
namespace {

using test::Order;
using testing::Expect;
using testing::TestPipeline;

Order MakeOrder(std::int64_t id, int items) {
  Order order;
  order.set_id(id);
  for (int i = 0; i < items; ++i) {
    Order::Item* item = order.add_items();
    item->set_name("item " + std::to_string(i));
    item->set_price(i * 10);
  }
  (*order.mutable_tags())[1] = "a";
  return order;
}

static_assert(kHasCoder<Order> && !kIsDeterministic<Order>);
static_assert(!kIsDeterministic<KV<std::string, Order>>);

TEST_CASE("a message is encoded as protobuf does it, with its length in front when nested") {
  const Order order = MakeOrder(7, 3);
  const std::string bytes = order.SerializeAsString();
  std::string outer;
  ByteWriter writer(outer);
  internal::EncodeOuter(order, writer);
  CHECK(outer == bytes);
  CHECK(EncodeElement(order) == static_cast<char>(bytes.size()) + bytes);
  CHECK(DecodeElement<Order>(EncodeElement(order)).SerializeAsString() == bytes);
  CHECK(CoderSpecOf<Order>() == CoderSpec{"beam:coder:cpp_protobuf:v1", "beam.test.Order", {}, true});
}

TEST_CASE("fields that an older program does not know go through it") {
  const std::string bytes = EncodeElement(MakeOrder(7, 3));
  const auto old = DecodeElement<test::OldOrder>(bytes);
  CHECK(old.id() == 7);
  CHECK(DecodeElement<Order>(EncodeElement(old)).items_size() == 3);
}

TEST_CASE("a message without its required field is refused on both sides, and the type is named") {
  CHECK_THROWS_WITH(EncodeElement(Order()),
                    Catch::Contains("lacks a required field") && Catch::Contains("beam.test.Order"));
  CHECK_THROWS_WITH(DecodeElement<Order>(std::string(1, '\0')), Catch::Contains("no protobuf message of this type"));
}

TEST_CASE("truncated and changed messages give a message or an error") {
  const std::string bytes = EncodeElement(MakeOrder(7, 3));
  CHECK(testing::CheckMutations(bytes, [](std::string_view mutated) { DecodeElement<Order>(mutated); }) > 10'000);
}

TEST_CASE("messages are elements like any others: grouped, reshuffled, side inputs") {
  TestPipeline p;
  std::vector<Order> orders;
  for (int i = 0; i < 50; ++i) orders.push_back(MakeOrder(i, i % 4));
  const auto all = Reshuffle(Create(p, orders));
  const auto by_size = Map(all, [](const Order& order) { return KV<int, Order>{order.items_size(), order}; });
  const auto sums = ParDo(GroupByKey(by_size), [](int size, Iter<Order> of_size) {
    std::int64_t ids = 0;
    for (const Order& order : of_size) ids += order.items_size() == size ? order.id() : 1'000'000;
    return ids;
  });
  Expect(Sum(sums)).ToBe(49 * 50 / 2);
  const auto with_side = ParDo(
      Create(p, {1}), [](int n, const std::vector<Order>& side) { return n + static_cast<int>(side.size()); }, all);
  Expect(with_side).ToBe(51);
  p.Run();
}

}  // namespace
}  // namespace beam
