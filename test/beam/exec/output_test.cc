#include "beam/exec/output.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "beam/emitter.h"

namespace beam::internal {
namespace {

ElementMeta At(std::int64_t millis) {
  ElementMeta meta;
  meta.timestamp = Timestamp::Millis(millis);
  return meta;
}

// Remembers what it was given and whether it might have moved it.
template <class T>
class Receiver final : public Operator {
 public:
  void Process(std::size_t port, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    CHECK_FALSE(batch.empty());
    sizes.push_back(batch.size());
    ports.push_back(port);
    exclusive = batch.exclusive();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      values.push_back(batch[i]);
      metas.push_back(batch.meta(i));
    }
  }
  std::vector<T> values;
  std::vector<ElementMeta> metas;
  std::vector<std::size_t> sizes;
  std::vector<std::size_t> ports;
  bool exclusive = false;
};

TEST_CASE("an output passes a full batch on, and the rest when the bundle ends") {
  Output<std::int64_t> output;
  Receiver<std::int64_t> receiver;
  output.Connect(&receiver, 3);
  const ElementMeta meta = At(5);
  output.Inherit(meta);
  const std::size_t n = BatchCapacity<std::int64_t>() + 7;
  for (std::size_t i = 0; i < n; ++i) output.Emit(static_cast<std::int64_t>(i));
  CHECK(receiver.sizes == std::vector<std::size_t>{BatchCapacity<std::int64_t>()});
  output.EndBundle();
  REQUIRE(receiver.values.size() == n);
  CHECK(output.element_count() == n);
  CHECK(receiver.ports == std::vector<std::size_t>{3, 3});
  CHECK(receiver.exclusive);
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(receiver.values[i] == static_cast<std::int64_t>(i));
    CHECK(receiver.metas[i] == meta);
  }
}

TEST_CASE("every consumer gets every batch, and none may move from a shared one") {
  Output<std::string> output;
  Receiver<std::string> a;
  Receiver<std::string> b;
  output.Connect(&a, 0);
  output.Connect(&b, 0);
  const ElementMeta meta = At(0);
  output.Inherit(meta);
  output.Emit("x");
  output.Flush();
  CHECK(a.values == std::vector<std::string>{"x"});
  CHECK(b.values == std::vector<std::string>{"x"});
  CHECK_FALSE(a.exclusive);
  CHECK_FALSE(b.exclusive);
}

TEST_CASE("a batch that an operator was given follows what the operator had collected, with what was changed of it") {
  Output<std::string> output;
  Receiver<std::string> receiver;
  output.Connect(&receiver, 0);
  const ElementMeta meta = At(1);
  output.Inherit(meta);
  output.Emit("collected");
  Batch<std::string> batch(4);
  batch.SetMeta(At(2));
  batch.Put("given");
  batch.Put("too");
  CHECK_FALSE(output.MayPassOn(batch));
  batch.set_exclusive(true);
  REQUIRE(output.MayPassOn(batch));
  batch.MakeColumn();
  batch.ChangeMetas([](std::size_t i, ElementMeta& changed) { changed = At(10 + static_cast<std::int64_t>(i)); });
  output.PassOn(batch);
  CHECK(receiver.values == std::vector<std::string>{"collected", "given", "too"});
  CHECK(receiver.metas == std::vector<ElementMeta>{At(1), At(10), At(11)});
  CHECK(receiver.exclusive);
  CHECK(output.element_count() == 3);
  output.set_batch_limit(1);
  CHECK_FALSE(output.MayPassOn(batch));
}

TEST_CASE("a batch limit of one passes each element on at once") {
  Output<int> output;
  Receiver<int> receiver;
  output.Connect(&receiver, 0);
  output.set_batch_limit(1);
  const ElementMeta meta = At(1);
  output.Inherit(meta);
  for (int i = 0; i < 3; ++i) output.Emit(i);
  CHECK(receiver.sizes == std::vector<std::size_t>{1, 1, 1});
}

TEST_CASE("an element at a time of its own does not change the time of those after it") {
  Output<int> output;
  Receiver<int> receiver;
  output.Connect(&receiver, 0);
  const ElementMeta meta = At(1);
  output.Inherit(meta);
  const Emitter<int> emit(&output);
  emit(1);
  emit(Timestamp::Millis(9), 2);
  emit(3);
  output.EndBundle();
  CHECK(receiver.metas == std::vector<ElementMeta>{At(1), At(9), At(1)});
}

TEST_CASE("the first element may have a time of its own") {
  Output<int> output;
  Receiver<int> receiver;
  output.Connect(&receiver, 0);
  const ElementMeta meta = At(1);
  output.Inherit(meta);
  const Emitter<int> emit(&output);
  emit(Timestamp::Millis(9), 2);
  emit(3);
  emit(Timestamp::Millis(8), 4);
  output.EndBundle();
  CHECK(receiver.metas == std::vector<ElementMeta>{At(9), At(1), At(8)});
}

TEST_CASE("times of their own at the border of a batch stay with their elements") {
  Output<int> output;
  Receiver<int> receiver;
  output.Connect(&receiver, 0);
  output.set_batch_limit(2);
  const ElementMeta meta = At(1);
  output.Inherit(meta);
  const Emitter<int> emit(&output);
  for (int i = 0; i < 5; ++i) emit(Timestamp::Millis(10 + i), i);
  for (int i = 5; i < 8; ++i) emit(i);
  output.EndBundle();
  REQUIRE(receiver.values.size() == 8);
  for (int i = 0; i < 8; ++i) {
    CHECK(receiver.values[static_cast<std::size_t>(i)] == i);
    CHECK(receiver.metas[static_cast<std::size_t>(i)] == At(i < 5 ? 10 + i : 1));
  }
}

TEST_CASE("an emitter of a KV takes the pair, its parts, and a std::pair") {
  Output<KV<std::string, int>> output;
  Receiver<KV<std::string, int>> receiver;
  output.Connect(&receiver, 0);
  const ElementMeta meta = At(1);
  output.Inherit(meta);
  const Emitter<KV<std::string, int>> emit(&output);
  emit(KV<std::string, int>{"a", 1});
  emit("b", 2);
  emit(std::pair<std::string, int>("c", 3));
  output.EndBundle();
  CHECK(receiver.values == std::vector<KV<std::string, int>>{{"a", 1}, {"b", 2}, {"c", 3}});
}

TEST_CASE("a value of many bytes is passed on at once and its memory given back") {
  Output<std::string> output;
  Receiver<std::string> receiver;
  output.Connect(&receiver, 0);
  const ElementMeta meta = At(1);
  output.Inherit(meta);
  output.Emit("small");
  output.Emit(std::string(2 * kBatchHeap, 'x'));
  CHECK(receiver.values.size() == 2);
  output.Emit("small again");
  CHECK(output.batch()[0].capacity() < kBatchHeap);
}

TEST_CASE("a tap sees each batch before its consumers") {
  class AddOne final : public BatchTap {
   public:
    void Apply(BatchBase& base) override {
      for (int& value : static_cast<Batch<int>&>(base)) ++value;
    }
  };
  Output<int> output;
  Receiver<int> receiver;
  AddOne tap;
  output.Connect(&receiver, 0);
  output.set_tap(&tap);
  const ElementMeta meta = At(0);
  output.Inherit(meta);
  output.Emit(41);
  output.Flush();
  CHECK(receiver.values == std::vector<int>{42});
}

}  // namespace
}  // namespace beam::internal
