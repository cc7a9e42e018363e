#include "beam/exec/par_do_op.h"

#include <catch2/catch.hpp>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "test/beam/exec/captured.h"

namespace beam::internal {
namespace {

using Strings = std::vector<std::string>;
using Ints = std::vector<int>;
using Times = std::vector<std::int64_t>;

/// One ParDoOp with a consumer at each output.
template <class Element, class DoFn, class... Output>
struct Rig {
  explicit Rig(DoFn fn, std::shared_ptr<const WindowFn> windows = nullptr)
      : step(std::move(windows)), op(std::make_unique<ParDoOp<DoFn, Element>>(fn, step.context)) {
    REQUIRE(op->outputs().size() == sizeof...(Output));
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (op->outputs()[I]->Connect(&std::get<I>(captured), 0), ...);
    }(std::index_sequence_for<Output...>());
  }
  Rig& Feed(std::unique_ptr<Batch<Element>> batch) {
    op->Process(0, *batch);
    return *this;
  }
  Rig& Finish() {
    op->FinishBundle();
    return *this;
  }
  template <std::size_t I = 0>
  auto& Out() {
    return std::get<I>(captured);
  }
  template <std::size_t I = 0>
  Times OutTimes() {
    Times times;
    for (const ElementMeta& meta : Out<I>().metas) times.push_back(meta.timestamp.millis());
    return times;
  }
  OneStep step;
  std::tuple<Captured<Output>...> captured;
  std::unique_ptr<Operator> op;
};

TEST_CASE("a returned value keeps the metadata of a uniform batch") {
  const auto twice = [](int n) { return 2 * n; };
  Rig<int, decltype(twice), int> rig(twice);
  rig.Feed(UniformBatch<int>({1, 2, 3})).Finish();
  CHECK(rig.Out().values == Ints{2, 4, 6});
  CHECK(rig.OutTimes() == Times{5, 5, 5});
  CHECK(rig.Out().uniform == std::vector<bool>{true});
}

TEST_CASE("a returned value keeps the metadata of each element of a column") {
  const auto text = [](int n) { return std::to_string(n); };
  Rig<int, decltype(text), std::string> rig(text);
  rig.Feed(ColumnBatch<int>({1, 2, 3})).Feed(UniformBatch<int>({4}, 9)).Finish();
  CHECK(rig.Out().values == Strings{"1", "2", "3", "4"});
  CHECK(rig.OutTimes() == Times{0, 1, 2, 9});
}

TEST_CASE("uniform batches of two times become one column") {
  const auto same = [](int n) { return n; };
  Rig<int, decltype(same), int> rig(same);
  rig.Feed(UniformBatch<int>({1, 2}, 7)).Feed(UniformBatch<int>({3}, 8)).Finish();
  CHECK(rig.Out().values == Ints{1, 2, 3});
  CHECK(rig.OutTimes() == Times{7, 7, 8});
}

TEST_CASE("outputs are passed on in batches of their own capacity") {
  struct Wide {
    int number;
    char padding[1020];
  };
  const auto widen = [](int n) { return Wide{n, {}}; };
  Rig<int, decltype(widen), Wide> rig(widen);
  Ints numbers(1000);
  std::iota(numbers.begin(), numbers.end(), 0);
  rig.Feed(UniformBatch<int>(numbers)).Finish();
  REQUIRE(rig.Out().values.size() == 1000);
  for (int i = 0; i < 1000; ++i) CHECK(rig.Out().values[static_cast<std::size_t>(i)].number == i);
  CHECK(rig.Out().batches.front() == BatchCapacity<Wide>());
}

TEST_CASE("a batch limit of one passes every value on alone") {
  const auto emits = [](int n, Emitter<int> out) {
    out(n);
    out(-n);
  };
  Rig<int, decltype(emits), int> rig(emits);
  rig.op->outputs()[0]->set_batch_limit(1);
  rig.Feed(ColumnBatch<int>({1, 2})).Finish();
  CHECK(rig.Out().values == Ints{1, -1, 2, -2});
  CHECK(rig.OutTimes() == Times{0, 0, 1, 1});
  CHECK(rig.Out().batches == std::vector<std::size_t>{1, 1, 1, 1});
}

TEST_CASE("emitters inherit the element's metadata, or set the time") {
  const auto emits = [](EventTime time, int n, Emitter<int> kept, Emitter<int> moved) {
    kept(n);
    moved(time + Duration(100), n);
    moved(n);
  };
  Rig<int, decltype(emits), int, int> rig(emits);
  rig.Feed(ColumnBatch<int>({10, 11})).Feed(UniformBatch<int>({12}, 9)).Finish();
  CHECK(rig.Out<0>().values == Ints{10, 11, 12});
  CHECK(rig.OutTimes<0>() == Times{0, 1, 9});
  CHECK(rig.Out<1>().values == Ints{10, 10, 11, 11, 12, 12});
  CHECK(rig.OutTimes<1>() == Times{100, 0, 101, 1, 109, 9});
}

TEST_CASE("the returned value comes first, then the emitters") {
  const auto both = [](const std::string& s, Emitter<int> lengths) {
    lengths(static_cast<int>(s.size()));
    return s + "!";
  };
  Rig<std::string, decltype(both), std::string, int> rig(both);
  rig.Feed(UniformBatch<std::string>({"a", "bc"})).Finish();
  CHECK(rig.Out<0>().values == Strings{"a!", "bc!"});
  CHECK(rig.Out<1>().values == Ints{1, 2});
}

TEST_CASE("a timestamped value sets its time and keeps its window") {
  const auto stamps = [](int n) { return Timestamped{n, Timestamp::Millis(n)}; };
  Rig<int, decltype(stamps), int> rig(stamps);
  rig.Feed(UniformBatch<int>({3, 4}, 2)).Finish();
  CHECK(rig.Out().values == Ints{3, 4});
  CHECK(rig.OutTimes() == Times{3, 4});
  CHECK(rig.Out().metas[0].window == Window());
}

TEST_CASE("a batched DoFn sees runs of elements that share their metadata") {
  const auto sums = [](EventTime time, std::span<const int> run, Emitter<int> sum) {
    sum(std::accumulate(run.begin(), run.end(), 0) + static_cast<int>(time.millis()) * 1000);
  };
  Rig<int, decltype(sums), int> rig(sums);
  auto mixed = ColumnBatch<int>({1, 2});
  mixed->AppendMeta(MetaAt(1));
  mixed->Put(3);
  rig.Feed(UniformBatch<int>({1, 2, 3}, 2)).Feed(std::move(mixed)).Finish();
  CHECK(rig.Out().values == Ints{2006, 1, 1005});
  CHECK(rig.OutTimes() == Times{2, 0, 1});
}

TEST_CASE("KV elements unfold, and conversions and views are made") {
  const auto reads = [](std::string_view key, std::int64_t value) { return std::string(key) + std::to_string(value); };
  Rig<KV<std::string, int>, decltype(reads), std::string> rig(reads);
  rig.Feed(UniformBatch<KV<std::string, int>>({{"a", 1}, {"b", 2}})).Finish();
  CHECK(rig.Out().values == Strings{"a1", "b2"});
}

TEST_CASE("move-only elements go in by reference and come out by value") {
  using Owner = std::unique_ptr<int>;
  const auto next = [](const Owner& owner) { return std::make_unique<int>(*owner + 1); };
  Rig<Owner, decltype(next), Owner> rig(next);
  std::vector<Owner> owners;
  owners.push_back(std::make_unique<int>(1));
  rig.Feed(UniformBatch<Owner>(std::move(owners))).Finish();
  REQUIRE(rig.Out().values.size() == 1);
  CHECK(*rig.Out().values[0] == 2);
}

TEST_CASE("types without a default constructor and bool pass through") {
  struct Named {
    explicit Named(std::string n) : name(std::move(n)) {}
    std::string name;
  };
  const auto name = [](bool b) { return Named(b ? "yes" : "no"); };
  Rig<bool, decltype(name), Named> rig(name);
  rig.Feed(UniformBatch<bool>({true, false})).Finish();
  REQUIRE(rig.Out().values.size() == 2);
  CHECK(rig.Out().values[0].name == "yes");
  CHECK(rig.Out().values[1].name == "no");
}

struct Recorder {
  std::vector<std::string>* calls;
  void Setup() { calls->push_back("setup"); }
  Status StartBundle(Emitter<int> out) {
    calls->push_back("start");
    out(-1);
    return Status();
  }
  void ProcessElement(int n, Emitter<int> out) { out(n); }
  void FinishBundle(Context& context, Emitter<int> out) {
    calls->push_back("finish " + std::string(context.step_name()));
    out(Timestamp::Millis(77), Window(), -2);
  }
  void Teardown() { calls->push_back("teardown"); }
};

TEST_CASE("lifecycle methods are called in order, and their emitters reach the outputs") {
  std::vector<std::string> calls;
  Rig<int, Recorder, int> rig(Recorder{&calls});
  rig.op->Setup();
  for (int bundle = 0; bundle < 2; ++bundle) {
    rig.op->StartBundle();
    rig.Feed(UniformBatch<int>({bundle})).Finish();
  }
  rig.op->Teardown();
  CHECK(calls == Strings{"setup", "start", "finish the step", "start", "finish the step", "teardown"});
  CHECK(rig.Out().values == Ints{-1, 0, -2, -1, 1, -2});
  const std::int64_t min = Timestamp::Min().millis();
  CHECK(rig.OutTimes() == Times{min, 5, 77, min, 5, 77});
}

class DayWindows final : public WindowFn {
 public:
  std::string_view urn() const override { return "test:days"; }
  void Assign(Timestamp time, std::vector<Window>& windows) const override {
    windows.emplace_back(time, time + Duration(86'400'000));
  }
};

struct EmitsPlainly {
  void ProcessElement(int) {}
  void FinishBundle(Emitter<int> out) { out(1); }
};
struct EmitsWithWindow {
  void ProcessElement(int) {}
  void FinishBundle(Emitter<int> out) {
    out(Timestamp::Millis(3), Window(Timestamp::Millis(0), Timestamp::Millis(10)), 1);
    out(Timestamp::Millis(4), Window(Timestamp::Millis(0), Timestamp::Millis(10)), 2);
  }
};

TEST_CASE("in a windowed input FinishBundle has to name time and window") {
  Rig<int, EmitsPlainly, int> plain(EmitsPlainly(), std::make_shared<DayWindows>());
  plain.op->StartBundle();
  CHECK_THROWS_AS(plain.Finish(), BundleAborted);
  CHECK_THAT(plain.step.run.failure().ToString(),
             Catch::Contains("call emit(time, window, value)") && Catch::Contains("while calling FinishBundle"));
  Rig<int, EmitsWithWindow, int> named(EmitsWithWindow(), std::make_shared<DayWindows>());
  named.op->StartBundle();
  named.Feed(UniformBatch<int>({1})).Finish();
  CHECK(named.Out().values == Ints{1, 2});
  CHECK(named.OutTimes() == Times{3, 4});
  CHECK(named.Out().metas[1].window == Window(Timestamp::Millis(0), Timestamp::Millis(10)));
}

template <class Element, class DoFn>
Status FailureOfStep(DoFn fn, std::vector<Element> elements) {
  OneStep step;
  ParDoOp<DoFn, Element> op(fn, step.context);
  CHECK_THROWS_AS(op.Process(0, *UniformBatch<Element>(std::move(elements))), BundleAborted);
  REQUIRE(step.run.failed());
  return step.run.failure();
}

TEST_CASE("an exception fails the run with the step, its line, the message and the element") {
  const Status failure = FailureOfStep<std::string>(
      [](const std::string& s) {
        if (s == "bad\n") throw std::runtime_error("cannot parse");
        return s;
      },
      {"good", "bad\n", "good"});
  CHECK(failure.code() == StatusCode::kUnknown);
  CHECK_THAT(failure.message(), Catch::Contains("'the step' (main.cc:12)") && Catch::Contains("cannot parse") &&
                                    Catch::EndsWith("element = \"bad\\x0a\""));
  CHECK(failure.context() == Strings{"processing an element"});
}

TEST_CASE("the element is printed whatever path it took") {
  const auto fails = [](int n) {
    if (n == 3) throw std::runtime_error("three");
  };
  CHECK_THAT(FailureOfStep<int>(
                 [=](int n) {
                   fails(n), fails(n);
                   return n;
                 },
                 {1, 2, 3})
                 .message(),
             Catch::EndsWith("element = 3"));
  CHECK_THAT(FailureOfStep<int>(
                 [=](int n) {
                   fails(n);
                   return std::to_string(n);
                 },
                 {1, 2, 3})
                 .message(),
             Catch::EndsWith("element = 3"));
  CHECK_THAT(FailureOfStep<int>([=](int n, Emitter<int>) { fails(n); }, {1, 2, 3}).message(),
             Catch::EndsWith("element = 3"));
  const auto kv = [=](const std::string&, int n) { fails(n); };
  CHECK_THAT((FailureOfStep<KV<std::string, int>>(kv, {{"a", 1}, {"b", 3}}).message()),
             Catch::EndsWith("element = (\"b\", 3)"));
  const auto batch = [=](std::span<const int> run) { fails(run.back()); };
  CHECK_THAT(FailureOfStep<int>(batch, {1, 2, 3}).message(), Catch::EndsWith("three"));
}

TEST_CASE("something thrown that is no exception fails the run all the same") {
  CHECK_THAT(FailureOfStep<int>([](int) { throw 42; }, {1}).message(), Catch::Contains("no std::exception"));
}

TEST_CASE("a returned error fails the run with its own code") {
  const auto returns = [](int n) { return n == 2 ? Status(StatusCode::kNotFound, "no such row") : Status(); };
  const Status failure = FailureOfStep<int>(returns, {1, 2});
  CHECK(failure.code() == StatusCode::kNotFound);
  CHECK_THAT(failure.message(), Catch::Contains("no such row") && Catch::EndsWith("element = 2"));
  const auto value = [](int n) {
    return n == 2 ? StatusOr<int>(Status(StatusCode::kDataLoss, "torn")) : StatusOr<int>(n);
  };
  CHECK(FailureOfStep<int>(value, {1, 2}).code() == StatusCode::kDataLoss);
}

TEST_CASE("the value of a StatusOr comes out") {
  const auto checked = [](int n) { return StatusOr<std::string>(std::to_string(n)); };
  Rig<int, decltype(checked), std::string> rig(checked);
  rig.Feed(UniformBatch<int>({1, 2})).Finish();
  CHECK(rig.Out().values == Strings{"1", "2"});
}

struct BadLifecycle {
  int when;
  Status Setup() { return when == 0 ? Status(StatusCode::kUnavailable, "no server") : Status(); }
  void StartBundle() {
    if (when == 1) throw std::runtime_error("not started");
  }
  void ProcessElement(int) {}
  void FinishBundle() {
    if (when == 2) throw std::runtime_error("not finished");
  }
  void Teardown() {
    if (when == 3) throw std::runtime_error("not torn down");
  }
};

TEST_CASE("errors of lifecycle methods name the method") {
  const char* doing[] = {"calling Setup", "calling StartBundle", "calling FinishBundle", "calling Teardown"};
  for (int when = 0; when < 4; ++when) {
    OneStep step;
    ParDoOp<BadLifecycle, int> op(BadLifecycle{when}, step.context);
    const auto live = [&] {
      op.Setup();
      op.StartBundle();
      op.FinishBundle();
      op.Teardown();
    };
    CHECK_THROWS_AS(live(), BundleAborted);
    CHECK(step.run.failure().context() == Strings{doing[when]});
  }
}

TEST_CASE("a failure below passes through and is not blamed on the step above, even when user code swallows it") {
  OneStep step;
  struct Refuses final : Operator {
    explicit Refuses(RunState& r) : run(r) {}
    void Process(std::size_t, BatchBase&) override {
      run.Fail(Status(StatusCode::kDataLoss, "below"));
      throw BundleAborted{};
    }
    RunState& run;
  } refuses(step.run);
  const auto swallows = [](int n, Emitter<int> out) {
    try {
      for (int i = 0; i < 10'000; ++i) out(n);
    } catch (...) {
      for (int i = 0; i < 10; ++i) out(n);
    }
  };
  ParDoOp<decltype(swallows), int> op(swallows, step.context);
  op.outputs()[0]->Connect(&refuses, 0);
  op.Process(0, *UniformBatch<int>({1}));
  CHECK(step.run.failed());
  CHECK(step.run.failure().message() == "below");
}

TEST_CASE("each operator has a copy of the DoFn of its own") {
  const auto counts = [n = 0](int) mutable { return ++n; };
  OneStep step;
  const FunctionOpFactory<ParDoOp<std::decay_t<decltype(counts)>, int>, std::decay_t<decltype(counts)>> factory(counts);
  for (int i = 0; i < 2; ++i) {
    const std::unique_ptr<Operator> op = factory.Make(step.context);
    Captured<int> captured;
    op->outputs()[0]->Connect(&captured, 0);
    op->Process(0, *UniformBatch<int>({0, 0}));
    op->FinishBundle();
    CHECK(captured.values == Ints{1, 2});
  }
}

}  // namespace
}  // namespace beam::internal
