// Bundles of steps that look keys up in a side input: what a worker asks the runner for, and when it takes all there is.
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/exec/shipment.h"
#include "coders/windowed_value.h"
#include "runners/harness/lookup_budget.h"
#include "runners/model/graph_to_proto.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

using Table = KV<std::int64_t, std::int64_t>;

// A step over a table of integers, as a runner has it that knows the table as a whole and by key.
template <class K, class V>
struct LookupStage {
  template <class Fn>
  explicit LookupStage(Fn fn, bool bounded = true, bool by_key = true) {
    const auto table = Create<KV<K, V>>(p, {});
    ParDo(Create(p, {std::int64_t{1}}), Named("Look", fn), table);
    stage = std::make_unique<StageOf>(p);
    stage->With("Look").Source(stage->InputOf("Look")).Sink(stage->OutputOf("Look"));
    id = stage->IdOf("Look");
    for (auto& [name, collection] : *stage->descriptor().mutable_pcollections()) {
      if (!bounded) collection.set_is_bounded(model::IsBounded::UNBOUNDED);
    }
    if (!by_key) ForgetKeys();
  }
  // As a runner would describe it that left out what it does not have.
  void ForgetKeys() {
    model::PTransform& look = (*stage->descriptor().mutable_transforms())[id];
    look.mutable_inputs()->erase(SideInputByKeyName(0));
    model::ParDoPayload payload;
    payload.ParseFromString(look.spec().payload());
    payload.mutable_side_inputs()->erase(SideInputByKeyName(0));
    look.mutable_spec()->set_payload(payload.SerializeAsString());
  }
  void Set(const std::vector<KV<K, V>>& table) {
    services.side_inputs.clear();
    for (const auto& [key, value] : table) Add(KV<K, V>{key, value});
  }
  void Add(const KV<K, V>& row) {
    services.side_inputs[id + "/" + SideInputName(0)] += EncodeElement(row);
    services.side_inputs[id + "/" + SideInputByKeyName(0) + "#" + Nested(row.key)] += Nested(row.value);
  }
  template <class T>
  static std::string Nested(const T& value) {
    std::string bytes;
    ByteWriter writer(bytes);
    internal::EncodeNested(value, writer);
    return bytes;
  }
  std::vector<std::int64_t> Run(const std::vector<std::int64_t>& numbers) {
    if (processor == nullptr) processor = stage->Make();
    services.sent.clear();
    services.looked_up.clear();
    services.questions = 0;
    processor->Start(services);
    processor->ProcessData("source", Encoded<std::int64_t>(numbers));
    processor->Finish();
    return Decoded<std::int64_t>(services.sent["sink"]);
  }
  std::vector<std::string> Keys(const std::vector<K>& keys) const {
    std::vector<std::string> bytes;
    for (const K& key : keys) bytes.push_back(Nested(key));
    return bytes;
  }
  void SetTokens(const std::string& whole, const std::string& by_key) {
    services.side_input_tokens[id + "/" + SideInputName(0)] = whole;
    services.side_input_tokens[id + "/" + SideInputByKeyName(0)] = by_key;
  }

  Pipeline p;
  std::unique_ptr<StageOf> stage;
  std::string id;
  FakeServices services;
  std::unique_ptr<BundleProcessor> processor;
};

std::int64_t FindIn(std::int64_t n, MapView<std::int64_t, std::int64_t> table) {
  const std::int64_t* const found = table.Find(n);
  return found == nullptr ? -1 : *found;
}
std::int64_t SumIn(std::int64_t n, MultiMapView<std::int64_t, std::int64_t> table) {
  std::int64_t sum = 0;
  for (const std::int64_t value : table.Find(n)) sum += value;
  return sum;
}
using Integers = LookupStage<std::int64_t, std::int64_t>;

std::vector<Table> Squares(std::int64_t count) {
  std::vector<Table> squares;
  for (std::int64_t n = 0; n < count; ++n) squares.push_back({n, n * n});
  return squares;
}

TEST_CASE("a worker that looks up a few keys asks for those, once each, and for no others") {
  Integers stage(&FindIn);
  stage.Set(Squares(10'000));
  CHECK(stage.Run({7, 9'000, 7, 20'000, 20'000}) == std::vector<std::int64_t>{49, 81'000'000, 49, -1, -1});
  CHECK(stage.services.looked_up == stage.Keys({7, 9'000, 20'000}));
}

TEST_CASE("a multimap has all the values of a key, and none of one that is not there") {
  Integers stage(&SumIn);
  stage.Set({{1, 10}, {2, 20}, {1, 300}});
  CHECK(stage.Run({1, 2, 3, 1}) == std::vector<std::int64_t>{310, 20, 0, 310});
  CHECK(stage.services.looked_up == stage.Keys({1, 2, 3}));
}

TEST_CASE("what was looked up when the side input was complete is known in the next bundle") {
  Integers stage(&FindIn);
  stage.Set(Squares(100));
  stage.Run({3, 200});
  CHECK(stage.Run({200, 3, 4}) == std::vector<std::int64_t>{-1, 9, 16});
  CHECK(stage.services.looked_up == stage.Keys({4}));
}

TEST_CASE("what was looked up in a side input that may change is asked for in each bundle") {
  Integers stage(&FindIn, false);
  stage.Set(Squares(100));
  stage.Run({3});
  stage.Set({{3, 1}});
  CHECK(stage.Run({3}) == std::vector<std::int64_t>{1});
}

TEST_CASE("under the same tokens a key is asked for once, and under another one anew") {
  Integers stage(&FindIn, false);
  stage.Set(Squares(100));
  stage.SetTokens("whole", "by key");
  stage.Run({3});
  stage.Set({{3, 1}});
  CHECK(stage.Run({3}) == std::vector<std::int64_t>{9});
  CHECK(stage.services.questions == 0);
  stage.SetTokens("whole", "another");
  CHECK(stage.Run({3}) == std::vector<std::int64_t>{1});
  stage.Set({{3, 2}});
  stage.SetTokens("another", "another");
  CHECK(stage.Run({3}) == std::vector<std::int64_t>{2});
  // A token of one view says nothing about the other.
  stage.Set({{3, 4}});
  stage.SetTokens("another", "");
  CHECK(stage.Run({3}) == std::vector<std::int64_t>{4});
  stage.Set({{3, 5}});
  CHECK(stage.Run({3}) == std::vector<std::int64_t>{5});
}

TEST_CASE("a worker that looks up many keys of a small table takes all of it") {
  Integers stage(&FindIn);
  stage.Set(Squares(1'000));
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> squares;
  for (std::int64_t n = 0; n < 1'000; ++n) {
    numbers.push_back(n);
    squares.push_back(n * n);
  }
  numbers.push_back(5'000);
  squares.push_back(-1);
  CHECK(stage.Run(numbers) == squares);
  CHECK(stage.services.looked_up.size() == LookupBudget::kFirst);
  CHECK(stage.Run(numbers) == squares);
  CHECK(stage.services.questions == 0);
}

TEST_CASE("the size of a map is that of all of it, whatever was looked up before") {
  const auto look = [](std::int64_t n, MapView<std::int64_t, std::int64_t> table) {
    const std::int64_t* const before = table.Find(n);
    const auto size = static_cast<std::int64_t>(table.size());
    // What was found stays where it is, and what was not found still is not there.
    return table.Find(n) == before ? size + (before == nullptr ? 0 : *before) : -1;
  };
  Integers stage(look);
  stage.Set(Squares(12));
  CHECK(stage.Run({3, 100, 4}) == std::vector<std::int64_t>{21, 12, 28});
  CHECK(stage.services.looked_up == stage.Keys({3}));
}

TEST_CASE("a map with two values for a key that is looked up fails, and names the step and MultiMapView") {
  Integers stage(&FindIn);
  stage.Set({{1, 1}, {2, 1}, {2, 2}});
  CHECK(stage.Run({1}) == std::vector<std::int64_t>{1});
  CHECK_THROWS_WITH(stage.Run({2}), Catch::Contains("'Look'") && Catch::Contains("beam::MultiMapView"));
}

TEST_CASE("what a lookup fails of is the failure of the bundle, also if the function catches it") {
  const auto look = [](std::int64_t n, MapView<std::int64_t, std::int64_t> table) {
    try {
      return FindIn(n, table);
    } catch (...) {
      return std::int64_t{0};
    }
  };
  Integers stage(look);
  stage.services.side_inputs[stage.id + "/" + SideInputByKeyName(0) + "#" + Integers::Nested(std::int64_t{1})] = "\xff";
  CHECK_THROWS_WITH(stage.Run({1}), Catch::Contains("'Look'"));
}

TEST_CASE("a runner that keeps by key what it describes as no pairs is refused, by the name of the step") {
  Integers stage(&FindIn);
  const std::string keys = stage.stage->AddCoder("beam:coder:varint:v1", {});
  const std::string table = stage.stage->proto().components().transforms().at(stage.id).inputs().at(SideInputName(0));
  (*stage.stage->descriptor().mutable_pcollections())[table].set_coder_id(keys);
  CHECK_THROWS_WITH(stage.Run({1}), Catch::Contains("'Look'") && Catch::Contains("no keys and values"));
}

TEST_CASE("a runner that has no side inputs by key is asked for all of it") {
  Integers stage(&FindIn, true, false);
  stage.Set(Squares(100));
  CHECK(stage.Run({3, 200}) == std::vector<std::int64_t>{9, -1});
  CHECK(stage.services.looked_up.empty());
}

TEST_CASE("keys are asked for as the runner writes them, and what it puts in front of values is taken off") {
  Integers stage(&SumIn);
  const std::string table = stage.stage->proto().components().transforms().at(stage.id).inputs().at(SideInputName(0));
  const model::Coder kv = stage.stage->descriptor().coders().at(stage.stage->CoderOf(table));
  const auto prefixed = [&](int part) {
    return stage.stage->AddCoder("beam:coder:length_prefix:v1", {kv.component_coder_ids(part)});
  };
  const std::string key = prefixed(0);
  const std::string wire = stage.stage->AddCoder("beam:coder:kv:v1", {key, prefixed(1)});
  (*stage.stage->descriptor().mutable_pcollections())[table].set_coder_id(wire);
  const std::string by_key = stage.id + "/" + SideInputByKeyName(0) + "#";
  stage.services.side_inputs[by_key + std::string("\2") + Integers::Nested(std::int64_t{300})] =
      std::string("\1\5\1\7", 4);
  CHECK(stage.Run({300, 1}) == std::vector<std::int64_t>{12, 0});
  CHECK(stage.services.looked_up.front() == std::string("\2") + Integers::Nested(std::int64_t{300}));
}

TEST_CASE("a table is looked up in the window of the element") {
  using InIntervals = WindowedValue<std::int64_t, IntervalWindowCoder>;
  const auto between = [](std::int64_t start, std::int64_t end) {
    return Window(Timestamp::Millis(start), Timestamp::Millis(end));
  };
  Pipeline p;
  const auto numbers = WindowInto(Create(p, {std::int64_t{1}}), FixedWindows(Duration(10)));
  const auto table = WindowInto(Create<Table>(p, {}), FixedWindows(Duration(20)));
  ParDo(numbers, Named("Look", &FindIn), table);
  StageOf stage(p);
  stage.With("Look").Source(stage.InputOf("Look")).Sink(stage.OutputOf("Look"));
  FakeServices services;
  for (const std::int64_t start : {0, 20}) {
    std::string window;
    ByteWriter writer(window);
    IntervalWindowCoder::Encode(between(start, start + 20), writer);
    services.side_inputs[stage.IdOf("Look") + "/" + SideInputByKeyName(0) + "/" + window + "#" +
                         Integers::Nested(std::int64_t{1})] = Integers::Nested(100 + start);
  }
  std::string bytes;
  ByteWriter writer(bytes);
  for (const std::int64_t start : {0, 20, 10, 40}) {
    internal::EncodeNested(InIntervals{{Timestamp::Millis(start), {between(start, start + 10)}, PaneInfo()}, 1},
                           writer);
  }
  const auto processor = stage.Make();
  processor->Start(services);
  processor->ProcessData("source", bytes);
  processor->Finish();
  std::vector<std::int64_t> found;
  for (ByteReader reader(services.sent["sink"]); !reader.empty();) {
    found.push_back(internal::DecodeNested<InIntervals>(reader).value);
  }
  CHECK(found == std::vector<std::int64_t>{100, 120, 100, -1});
  CHECK(services.looked_up.size() == 3);
}

TEST_CASE("a table that is larger than what its lookups cost is not read, as long as it is") {
  LookupStage<std::int64_t, std::string> stage([](std::int64_t n, MapView<std::int64_t, std::string> table) {
    const std::string* const found = table.Find(n);
    return found == nullptr ? std::int64_t{-1} : static_cast<std::int64_t>(found->size());
  });
  constexpr std::int64_t kRows = 200;
  constexpr std::size_t kRowBytes = 50'000;
  for (std::int64_t n = 0; n < kRows; ++n) stage.Add({n, std::string(kRowBytes, 'x')});
  stage.services.page_bytes = 1 << 16;
  std::vector<std::int64_t> numbers;
  for (std::int64_t n = 0; n < 2 * static_cast<std::int64_t>(LookupBudget::kFirst); ++n) numbers.push_back(n);
  CHECK(stage.Run(numbers) == std::vector<std::int64_t>(numbers.size(), kRowBytes));
  CHECK(stage.services.looked_up.size() == numbers.size());
}

TEST_CASE("windows that have been read say how many lookups the next ones are worth") {
  const auto spent_on = [](LookupBudget& budget, std::int64_t start) {
    const Window window(Timestamp::Millis(start), Timestamp::Millis(start + 1));
    std::size_t spent = 0;
    while (budget.Spend(window)) ++spent;
    return spent;
  };
  LookupBudget budget;
  CHECK(spent_on(budget, 0) == LookupBudget::kFirst);
  CHECK(spent_on(budget, 0) == 0);
  budget.NoteRead(1000);
  CHECK(spent_on(budget, 1) == 0);
  budget.NoteRead(100 * LookupBudget::kBytesOfLookup);
  CHECK(spent_on(budget, 2) == 100);
  // What is found to be larger than was thought is looked at again after as many lookups as that is worth.
  CHECK(budget.most_bytes() == 100 * LookupBudget::kBytesOfLookup);
  budget.NoteTooLarge();
  CHECK(spent_on(budget, 2) == 300);
  budget.Forget();
  CHECK(spent_on(budget, 2) == 400);
}

}  // namespace
}  // namespace beam::runners
