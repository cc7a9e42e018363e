#include "beam/exec/combine_parts_op.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "beam/event_time/fixed_windows.h"
#include "beam/exec/run_state.h"
#include "beam/graph/graph.h"
#include "coders/coders.h"
#include "test/beam/exec/memory_block_store.h"
#include "test/random_values.h"

namespace beam::internal {
namespace {

using testing::MemoryBlockStore;

// One CombinePerKey step of a graph, for operators that name it in errors.
struct Step {
  explicit Step(std::shared_ptr<const WindowFn> fn = nullptr) {
    Node& impulse = graph.AddNode(NodeKind::kImpulse, "impulse", "Impulse", {});
    const CollectionId input = graph.AddOutput(impulse.id, nullptr, graph.FindOrAddWindowing({.fn = std::move(fn)}));
    Node& combine = graph.AddNode(NodeKind::kGrouping, "combine", "Combine", {"main.cc", 7});
    combine.inputs = {input};
    context.node = &graph.node(combine.id);
    context.graph = &graph;
    context.run = &run;
  }
  Graph graph;
  RunState run;
  OperatorContext context;
};

template <class T>
class Receiver final : public Operator {
 public:
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      values.push_back(batch[i]);
      metas.push_back(batch.meta(i));
    }
  }
  std::vector<T> values;
  std::vector<ElementMeta> metas;
};

struct Settings {
  bool lifted = true;
  std::size_t table_bytes = 1u << 20;
  std::uint64_t pins = ~std::uint64_t{0};
  bool hash_zero = false;
};

// Writes the records from two workers, each in the window with its number if there are any, and reads all partitions.
template <class K, class V, class Fn>
auto WriteAndRead(const Settings& settings, const std::vector<KV<K, V>>& records, const std::vector<Window>& windows,
                  Fn fn, Step& step) {
  using Access = PerKey<K, V>;
  step.context.table_bytes = settings.table_bytes;
  KeyHasher hasher;
  if (settings.hash_zero) hasher.mask = 0;
  MemoryBlockStore store(2, hasher);
  store.limits.pins = settings.pins;
  const CombineExchange<Access, Fn> exchange(fn);
  for (std::size_t worker = 0; worker < 2; ++worker) {
    const auto writer = exchange.MakeWriter(0, settings.lifted, store, step.context);
    writer->Setup();
    for (std::size_t begin = worker; begin < records.size(); begin += 200) {
      Batch<KV<K, V>> batch(100);
      for (std::size_t i = begin; i < std::min(begin + 200, records.size()); i += 2) {
        if (!windows.empty()) {
          const ElementMeta meta{windows[i].start(), windows[i], {}};
          batch.SetMeta(meta);
          if (!batch.uniform()) batch.AppendMeta(meta);
        }
        batch.Put(records[i]);
      }
      writer->Process(0, batch);
    }
    writer->Drain();
    writer->Teardown();
  }
  const auto reader = exchange.MakeReader(settings.lifted, {&store}, step.context);
  Receiver<KV<K, typename CombineTraits<Fn, V>::Output>> receiver;
  reader->outputs()[0]->Connect(&receiver, 0);
  reader->Setup();
  reader->Read(UnitRange{0, store.partitions()});
  reader->Teardown();
  return std::pair(std::move(receiver.values), std::move(receiver.metas));
}

// The results by key.
template <class K, class V, class Fn>
auto CombineWith(const Settings& settings, const std::vector<KV<K, V>>& records, Fn fn, Step& step) {
  std::map<K, typename CombineTraits<Fn, V>::Output> results;
  auto [values, metas] = WriteAndRead(settings, records, {}, fn, step);
  for (auto& result : values) CHECK(results.emplace(result.key, std::move(result.value)).second);
  return results;
}
// The results by window and key.
template <class K, class V, class Fn>
auto CombineInWindows(const Settings& settings, const std::vector<KV<K, V>>& records,
                      const std::vector<Window>& windows, Fn fn, Step& step) {
  std::map<std::pair<Window, K>, typename CombineTraits<Fn, V>::Output> results;
  auto [values, metas] = WriteAndRead(settings, records, windows, fn, step);
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK(results.emplace(std::pair(metas[i].window, values[i].key), std::move(values[i].value)).second);
  }
  return results;
}

const std::vector<Settings> kAllSettings{{},
                                         {.lifted = false},
                                         {.table_bytes = 1},
                                         {.table_bytes = 20'000},
                                         {.pins = 1},
                                         {.lifted = false, .pins = 10'000},
                                         {.table_bytes = 20'000, .pins = 1, .hash_zero = true}};

std::int64_t Add(std::int64_t a, std::int64_t b) { return a + b; }

TEST_CASE("sums by integer keys agree with std::map under every budget") {
  BEAM_RANDOM(random);
  std::vector<KV<std::int64_t, std::int64_t>> records;
  std::map<std::int64_t, std::int64_t> expected;
  for (int i = 0; i < 5000; ++i) {
    const auto key = static_cast<std::int64_t>(random.Below(random.OneIn(2) ? 3 : 1500)) - 2;
    records.push_back({key, static_cast<std::int64_t>(random.Below(1000)) - 500});
    expected[key] += records.back().value;
  }
  for (const Settings& settings : kAllSettings) {
    Step step;
    CHECK(CombineWith(settings, records, &Add, step) == expected);
  }
}

// The sorted set of letters, as text: an accumulator that owns memory; the length is a different type.
struct LettersFn {
  std::string CreateAccumulator() { return ""; }
  void AddInput(std::string& letters, const std::string& word) { letters += word; }
  std::string MergeAccumulators(std::string a, const std::string& b) { return a + b; }
  std::int64_t ExtractOutput(const std::string& letters) { return static_cast<std::int64_t>(letters.size()); }
};

TEST_CASE("accumulators that own memory and results of another type agree with std::map under every budget") {
  BEAM_RANDOM(random);
  std::vector<KV<std::string, std::string>> records;
  std::map<std::string, std::int64_t> expected;
  for (int i = 0; i < 3000; ++i) {
    records.push_back({random.Bytes(random.Below(2)), random.Bytes(random.Below(40))});
    if (random.OneIn(3)) records.back().key = std::string(30, 'k') + std::to_string(random.Below(500));
    expected[records.back().key] += static_cast<std::int64_t>(records.back().value.size());
  }
  for (const Settings& settings : kAllSettings) {
    Step step;
    CHECK(CombineWith(settings, records, LettersFn(), step) == expected);
  }
}

std::shared_ptr<const WindowFn> AnyWindows() { return std::make_shared<FixedWindows>(Duration(10)); }

// The window of element i, out of `count` of them: in about the order of time, or any.
Window RandomWindow(std::size_t i, std::size_t n, std::size_t count, bool in_order, testing::RandomValues& random) {
  const std::uint64_t at = in_order ? i * count / n + random.Below(2) : random.Below(count);
  return {Timestamp::Millis(static_cast<std::int64_t>(at) * 10),
          Timestamp::Millis(static_cast<std::int64_t>(at) * 10 + 10)};
}

template <class Key>
void CompareWindowsWithMap(std::size_t n, std::size_t windows, bool in_order, testing::RandomValues& random,
                           Key (*key_of)(std::uint64_t), const std::vector<Settings>& all_settings = kAllSettings) {
  std::vector<KV<Key, std::int64_t>> records;
  std::vector<Window> of_records;
  std::map<std::pair<Window, Key>, std::int64_t> expected;
  for (std::size_t i = 0; i < n; ++i) {
    records.push_back({key_of(random.Below(20)), static_cast<std::int64_t>(random.Below(1000)) - 500});
    of_records.push_back(RandomWindow(i, n, windows, in_order, random));
    expected[{of_records[i], records[i].key}] += records[i].value;
  }
  for (const Settings& settings : all_settings) {
    Step step(AnyWindows());
    CHECK(CombineInWindows(settings, records, of_records, &Add, step) == expected);
  }
}

TEST_CASE(
    "sums by key and window agree with std::map under every budget, in few windows and in too many for a table each") {
  BEAM_RANDOM(random);
  const auto number = +[](std::uint64_t key) { return static_cast<std::int64_t>(key) - 2; };
  const auto text = +[](std::uint64_t key) { return std::string(key % 2 == 0 ? 1 : 30, 'k') + std::to_string(key); };
  for (const bool in_order : {true, false}) {
    for (const std::size_t windows : {1, 3, 40}) {
      CompareWindowsWithMap(3000, windows, in_order, random, number);
      CompareWindowsWithMap(3000, windows, in_order, random, text);
    }
  }
  // A writer sees half of the elements: tables of windows are used up, and windows fall back on longer keys.
  CompareWindowsWithMap(6000, 2500, false, random, number);
  CompareWindowsWithMap(6000, 2500, true, random, text);
}

TEST_CASE("windows that come and go slowly get tables again, once the earlier ones have been handed over") {
  BEAM_RANDOM(random);
  const auto number = +[](std::uint64_t key) { return static_cast<std::int64_t>(key); };
  const std::size_t n = 2 * 300 * (WindowTables::kMost + 100);
  CompareWindowsWithMap(n, WindowTables::kMost + 100, true, random, number, {{}});
}

// Knows whether it was ever made: destroying memory that is no accumulator is an error of the operator.
class Checked {
 public:
  explicit Checked(std::int64_t sum) : sum(sum) { ++alive; }
  Checked(const Checked& other) : sum(other.sum) { ++alive; }
  Checked& operator=(const Checked& other) = default;
  ~Checked() {
    if (magic_ != kMagic) ++broken;
    magic_ = 0;
    --alive;
  }
  std::int64_t sum;
  static inline int alive = 0;
  static inline int broken = 0;

 private:
  static constexpr std::uint64_t kMagic = 0xbea3bea3bea3bea3;
  std::uint64_t magic_ = kMagic;
};

// Sums values and throws in one of its methods when it meets the value 13 or a sum with it.
struct ThrowingFn {
  enum class At : std::uint8_t { kCreate, kAdd, kMerge, kExtract } at = At::kCreate;
  int created = 0;

  Checked CreateAccumulator() {
    if (at == At::kCreate && ++created == 10) throw std::runtime_error("no accumulator");
    return Checked(0);
  }
  void AddInput(Checked& sum, std::int64_t value) {
    if (at == At::kAdd && value == 13) throw std::runtime_error("unlucky value");
    sum.sum += value;
  }
  void MergeAccumulators(Checked& a, const Checked& b) {
    if (at == At::kMerge && b.sum % 1000 == 13) throw std::runtime_error("unlucky sum");
    a.sum += b.sum;
  }
  std::int64_t ExtractOutput(const Checked& sum) {
    if (at == At::kExtract && sum.sum >= 13) throw std::runtime_error("unlucky result");
    return sum.sum;
  }
};

}  // namespace
}  // namespace beam::internal

template <>
struct beam::Coder<beam::internal::Checked> {
  static std::string Encode(const internal::Checked& checked) { return std::to_string(checked.sum); }
  static internal::Checked Decode(std::string_view bytes) { return internal::Checked(std::stoll(std::string(bytes))); }
};

namespace beam::internal {
namespace {

void CheckThatFailureIsClean(ThrowingFn::At at, const std::string& text) {
  std::vector<KV<std::int64_t, std::int64_t>> records;
  for (std::int64_t i = 0; i < 402; ++i) records.push_back({i % 101, i == 113 ? 13 : 1000});
  for (const bool lifted : {true, false}) {
    Step step;
    Checked::broken = 0;
    Checked::alive = 0;
    CHECK_THROWS_AS(CombineWith({.lifted = lifted}, records, ThrowingFn{.at = at}, step), BundleAborted);
    CHECK(Checked::broken == 0);
    CHECK(Checked::alive == 0);
    Checked::broken = 0;
    Step windowed(AnyWindows());
    std::vector<Window> windows;
    for (std::size_t i = 0; i < records.size(); ++i) {
      windows.emplace_back(Timestamp::Millis(records[i].key % 3), Timestamp::Millis(10));
    }
    CHECK_THROWS_AS(CombineInWindows({.lifted = lifted}, records, windows, ThrowingFn{.at = at}, windowed),
                    BundleAborted);
    CHECK(Checked::broken == 0);
    CHECK(Checked::alive == 0);
    CHECK_THAT(step.run.failure().ToString(), Catch::Contains(text) && Catch::Contains("'Combine' (main.cc:7)"));
  }
}

TEST_CASE("a combine function that throws leaves no accumulator behind, and destroys none that was never made") {
  SECTION("in CreateAccumulator") { CheckThatFailureIsClean(ThrowingFn::At::kCreate, "no accumulator"); }
  SECTION("in AddInput") { CheckThatFailureIsClean(ThrowingFn::At::kAdd, "unlucky value"); }
  SECTION("in MergeAccumulators") { CheckThatFailureIsClean(ThrowingFn::At::kMerge, "unlucky sum"); }
  SECTION("in ExtractOutput") { CheckThatFailureIsClean(ThrowingFn::At::kExtract, "unlucky result"); }
}

TEST_CASE("a combine over all elements keeps one accumulator") {
  Step step;
  MemoryBlockStore store(2);
  const CombineExchange<Globally<std::int64_t>, decltype(&Add)> exchange(&Add);
  const auto writer = exchange.MakeWriter(0, true, store, step.context);
  Batch<std::int64_t> batch(500);
  for (std::int64_t i = 1; i <= 500; ++i) batch.Put(i);
  writer->Process(0, batch);
  writer->Drain();
  const auto reader = exchange.MakeReader(true, {&store}, step.context);
  Receiver<std::int64_t> receiver;
  reader->outputs()[0]->Connect(&receiver, 0);
  reader->Read(UnitRange{0, store.partitions()});
  CHECK(receiver.values == std::vector<std::int64_t>{125'250});
}

}  // namespace
}  // namespace beam::internal
