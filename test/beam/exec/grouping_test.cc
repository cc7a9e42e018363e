#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "beam/exec/co_group_by_key_op.h"
#include "beam/exec/group_by_key_op.h"
#include "coders/coders.h"
#include "test/beam/exec/memory_block_store.h"
#include "test/random_values.h"

namespace beam::internal {
namespace {

using testing::MemoryBlockStore;

template <class K, class V>
using Groups = std::map<K, std::vector<V>>;

// Gathers groups; each is iterated twice, and a key may come once only.
template <class K, class V>
class GroupReceiver final : public Operator {
 public:
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<KV<K, Iter<V>>>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      std::vector<V> values;
      for (auto&& value : batch[i].value) values.push_back(value);
      std::size_t again = 0;
      for (auto&& value : batch[i].value) again += value == values[again] ? 1 : values.size();
      CHECK(again == values.size());
      std::sort(values.begin(), values.end());
      windows.push_back(batch.meta(i).window);
      CHECK(batch.meta(i) == GroupMeta(batch.meta(i).window));
      CHECK(groups.emplace(batch[i].key, std::move(values)).second);
    }
  }
  Groups<K, V> groups;
  std::vector<Window> windows;
};

template <class K, class V>
void WriteAll(MemoryBlockStore& store, const std::vector<KV<K, V>>& records, const ElementMeta& meta, bool windowed) {
  GroupWriteOp<K, V> writer(store, windowed);
  for (std::size_t begin = 0; begin < records.size(); begin += 100) {
    Batch<KV<K, V>> batch(100);
    batch.SetMeta(meta);
    for (std::size_t i = begin; i < std::min(begin + 100, records.size()); ++i) batch.Put(records[i]);
    writer.Process(0, batch);
  }
  writer.Drain();
}

template <class K, class V>
Groups<K, V> GroupWith(MemoryBlockStore& store, const std::vector<KV<K, V>>& records) {
  WriteAll(store, records, ElementMeta(), false);
  GroupReadOp<K, V> reader({&store}, false);
  GroupReceiver<K, V> receiver;
  reader.outputs()[0]->Connect(&receiver, 0);
  reader.Read(UnitRange{0, store.partitions()});
  return receiver.groups;
}

template <class K, class V>
Groups<K, V> GroupWithMap(const std::vector<KV<K, V>>& records) {
  Groups<K, V> groups;
  for (const KV<K, V>& record : records) groups[record.key].push_back(record.value);
  for (auto& [key, values] : groups) std::sort(values.begin(), values.end());
  return groups;
}

template <class K, class V, class Make>
void CompareWithMap(std::size_t records, Make make) {
  std::vector<KV<K, V>> input(records);
  for (KV<K, V>& record : input) record = make();
  const Groups<K, V> expected = GroupWithMap(input);
  KeyHasher zero;
  zero.mask = 0;
  for (const unsigned bits : {0u, 3u, 6u}) {
    MemoryBlockStore store(bits);
    CHECK(GroupWith(store, input) == expected);
    MemoryBlockStore colliding(bits, zero);
    CHECK(GroupWith(colliding, input) == expected);
  }
}

TEST_CASE("groups of integer keys and values agree with std::map") {
  BEAM_RANDOM(random);
  CompareWithMap<std::int64_t, std::int64_t>(5000, [&] {
    return KV<std::int64_t, std::int64_t>{static_cast<std::int64_t>(random.Below(700)) - 350,
                                          static_cast<std::int64_t>(random.Below(100))};
  });
}

TEST_CASE("groups of string keys and values agree with std::map") {
  BEAM_RANDOM(random);
  CompareWithMap<std::string, std::string>(3000, [&] {
    return KV<std::string, std::string>{random.Bytes(random.Below(3)), random.Bytes(random.Below(100))};
  });
  CompareWithMap<std::string, std::string>(1000, [&] {
    return KV<std::string, std::string>{std::string(random.Below(300), 'k'), std::string(random.Below(3), 'v')};
  });
}

TEST_CASE("groups of small plain values, of keys with a coder and of pairs agree with std::map") {
  BEAM_RANDOM(random);
  CompareWithMap<std::string, std::int32_t>(1000, [&] {
    return KV<std::string, std::int32_t>{std::to_string(random.Below(40)), static_cast<std::int32_t>(random.Word())};
  });
  CompareWithMap<std::uint8_t, char>(1000, [&] {
    return KV<std::uint8_t, char>{static_cast<std::uint8_t>(random.Word()), static_cast<char>(random.Word())};
  });
  using Pair = KV<std::int64_t, std::string>;
  CompareWithMap<Pair, Pair>(1000, [&] {
    return KV<Pair, Pair>{{static_cast<std::int64_t>(random.Below(5)), random.Bytes(random.Below(2))},
                          {static_cast<std::int64_t>(random.Below(5)), random.Bytes(random.Below(9))}};
  });
}

TEST_CASE("a partition above what may be pinned is split by more bits of the hash, and gives the same groups") {
  BEAM_RANDOM(random);
  std::vector<KV<std::string, std::string>> input;
  for (int i = 0; i < 4000; ++i) input.push_back({std::to_string(random.Below(600)), random.Bytes(random.Below(60))});
  const auto expected = GroupWithMap(input);
  for (const std::uint64_t pins : {100'000u, 20'000u, 2'000u}) {
    MemoryBlockStore store(1);
    store.limits.pins = pins;
    INFO("bytes that may be pinned = " << pins);
    CHECK(GroupWith(store, input) == expected);
    CHECK(store.children() > 0);
  }
}

TEST_CASE("integer keys are split and streamed as well") {
  BEAM_RANDOM(random);
  std::vector<KV<std::int64_t, std::string>> input;
  for (int i = 0; i < 4000; ++i) {
    const auto key = static_cast<std::int64_t>(random.OneIn(2) ? 7 : random.Below(600));
    input.push_back({key, random.Bytes(random.Below(60))});
  }
  MemoryBlockStore store(1);
  store.limits.pins = 5'000;
  CHECK(GroupWith(store, input) == GroupWithMap(input));
  CHECK(store.children() > 0);
}

TEST_CASE("a hot key above what may be pinned is streamed from its blocks") {
  BEAM_RANDOM(random);
  std::vector<KV<std::string, std::string>> input;
  for (int i = 0; i < 6000; ++i) input.push_back({"hot", random.Bytes(random.Below(100))});
  MemoryBlockStore store(2);
  store.limits.pins = 10'000;
  CHECK(GroupWith(store, input) == GroupWithMap(input));
  CHECK(store.children() == 0);
}

TEST_CASE("colliding keys that cannot be split are grouped all the same") {
  std::vector<KV<std::string, std::string>> input;
  for (int i = 0; i < 2000; ++i) input.push_back({std::to_string(i % 100), std::string(40, 'v')});
  KeyHasher zero;
  zero.mask = 0;
  MemoryBlockStore store(2, zero);
  store.limits.pins = 1'000;
  CHECK(GroupWith(store, input) == GroupWithMap(input));
}

TEST_CASE("a value larger than a block and a key larger than a block are grouped") {
  std::vector<KV<std::string, std::string>> input{
      {"a", std::string(300'000, 'x')}, {std::string(200'000, 'k'), "v"}, {"a", ""}, {std::string(200'000, 'k'), "w"}};
  MemoryBlockStore store(3);
  CHECK(GroupWith(store, input) == GroupWithMap(input));
}

TEST_CASE("no records make no groups") {
  MemoryBlockStore store(3);
  CHECK(GroupWith<std::string, std::string>(store, {}).empty());
}

TEST_CASE("windows are a part of the key, and a group carries the end of its window") {
  const Window windows[] = {Window(Timestamp::Millis(0), Timestamp::Millis(10)),
                            Window(Timestamp::Millis(10), Timestamp::Millis(20))};
  MemoryBlockStore store(3);
  for (const Window& window : windows) {
    ElementMeta meta;
    meta.timestamp = window.start();
    meta.window = window;
    WriteAll<std::int64_t, std::int64_t>(store, {{1, window.end().millis()}, {1, window.end().millis()}}, meta, true);
  }
  GroupReadOp<std::int64_t, std::int64_t> reader({&store}, true);
  class Receiver final : public Operator {
   public:
    void Process(std::size_t, BatchBase& base) override {
      auto& batch = static_cast<Batch<KV<std::int64_t, Iter<std::int64_t>>>&>(base);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const Window& window = batch.meta(i).window;
        CHECK(batch[i].key == 1);
        CHECK(batch.meta(i).timestamp == window.max_timestamp());
        CHECK(batch[i].value.ToVector() == std::vector<std::int64_t>(2, window.end().millis()));
        ends.push_back(window.end().millis());
      }
    }
    std::vector<std::int64_t> ends;
  } receiver;
  reader.outputs()[0]->Connect(&receiver, 0);
  reader.Read(UnitRange{0, store.partitions()});
  std::sort(receiver.ends.begin(), receiver.ends.end());
  CHECK(receiver.ends == std::vector<std::int64_t>{10, 20});
}

// Gathers co-groups of two inputs as text, which any pair of value types has.
class CoGroupReceiver final : public Operator {
 public:
  using Element = CoGrouped<std::string, std::int64_t, std::string>;
  void Process(std::size_t, BatchBase& base) override {
    for (Element& element : static_cast<Batch<Element>&>(base)) {
      std::vector<std::int64_t> numbers = std::get<0>(element.values).ToVector();
      std::vector<std::string> texts = std::get<1>(element.values).ToVector();
      std::sort(numbers.begin(), numbers.end());
      std::sort(texts.begin(), texts.end());
      CHECK(groups.emplace(element.key, std::pair(std::move(numbers), std::move(texts))).second);
    }
  }
  std::map<std::string, std::pair<std::vector<std::int64_t>, std::vector<std::string>>> groups;
};

TEST_CASE("co-groups of two inputs agree with std::map, pinned, split and streamed") {
  BEAM_RANDOM(random);
  std::vector<KV<std::string, std::int64_t>> numbers;
  std::vector<KV<std::string, std::string>> texts;
  for (int i = 0; i < 2000; ++i) {
    const std::string key = random.OneIn(3) ? "hot" : std::to_string(random.Below(300));
    if (random.OneIn(2)) {
      numbers.push_back({key, static_cast<std::int64_t>(random.Below(50))});
    } else {
      texts.push_back({key, random.Bytes(random.Below(50))});
    }
  }
  decltype(CoGroupReceiver::groups) expected;
  for (auto& [key, values] : GroupWithMap(numbers)) expected[key].first = values;
  for (auto& [key, values] : GroupWithMap(texts)) expected[key].second = values;
  for (const std::uint64_t pins : {1'000'000u, 10'000u, 3'000u}) {
    MemoryBlockStore a(1);
    MemoryBlockStore b(1);
    a.limits.pins = b.limits.pins = pins;
    WriteAll(a, numbers, ElementMeta(), false);
    WriteAll(b, texts, ElementMeta(), false);
    CoGroupReadOp<std::string, std::int64_t, std::string> reader({&a, &b}, false);
    CoGroupReceiver receiver;
    reader.outputs()[0]->Connect(&receiver, 0);
    reader.Read(UnitRange{0, a.partitions()});
    INFO("bytes that may be pinned = " << pins);
    CHECK(receiver.groups == expected);
  }
}

}  // namespace
}  // namespace beam::internal
