// State and timers: what a DoFn remembers for each key and window, and when it is called again.
#include "beam/state.h"

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/timer.h"
#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, int>;

PCollection<Pair> Pairs(TestPipeline& p, std::vector<Pair> pairs) { return Create(p, std::move(pairs)); }

/// Numbers at their own milliseconds, under one key or another.
PCollection<Pair> Timed(TestPipeline& p, std::vector<Pair> pairs) {
  std::vector<Timestamped<Pair>> values;
  for (Pair& pair : pairs) values.push_back({pair, Timestamp::Millis(pair.value)});
  return Create(p, values);
}

struct NumberOccurrences {
  ValueState<int, "seen"> seen;
  KV<std::string, int> ProcessElement(const std::string& key, int) {
    seen.Write(seen.ReadOr(0) + 1);
    return {key, *seen.Read()};
  }
};

TEST_CASE("a value is remembered from one element of a key to the next, and for this key only", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Pairs(p, {{"a", 7}, {"b", 7}, {"a", 7}, {"a", 7}});
    Expect(ParDo(pairs, NumberOccurrences())).ToContainInAnyOrder({{"a", 1}, {"a", 2}, {"a", 3}, {"b", 1}});
  });
}

TEST_CASE("state of many keys stays apart", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    std::vector<Pair> pairs;
    for (int i = 0; i < 3000; ++i) pairs.push_back({std::to_string(i % 1000), i});
    const auto numbered = ParDo(Pairs(p, std::move(pairs)), NumberOccurrences());
    Expect(Filter(numbered, [](const Pair& pair) { return pair.value == 3; })).ToHaveSize(1000);
    Expect(Filter(numbered, [](const Pair& pair) { return pair.value > 3; })).ToBeEmpty();
  });
}

struct InBatchesOfTwo {
  BagState<int, "waiting"> waiting;
  CombiningState<int, std::plus<int>, "count"> count;
  void ProcessElement(const std::string&, int value, Emitter<std::vector<int>> out) {
    waiting.Add(value);
    count.Add(1);
    if (*count.Read() == 2) Send(out);
  }
  void OnWindowExpiration(Emitter<std::vector<int>> out) {
    if (!waiting.empty()) Send(out);
  }
  void Send(Emitter<std::vector<int>>& out) {
    out(waiting.Read().ToVector());
    waiting.Clear();
    count.Clear();
  }
};

TEST_CASE("what a bag still holds when its window is over goes out then", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto batches = ParDo(Pairs(p, {{"a", 1}, {"a", 1}, {"a", 1}, {"b", 2}}), InBatchesOfTwo());
    Expect(batches).ToContainInAnyOrder({{1, 1}, {1}, {2}});
  });
}

struct Kinds {
  SetState<std::string, "words"> words;
  MapState<std::string, int, "lengths"> lengths;
  MultiMapState<int, std::string, "by_length"> by_length;
  OrderedListState<std::string, "in_time"> in_time;
  void ProcessElement(EventTime t, int, const std::string& word, Emitter<std::string>) {
    if (words.Contains(word)) return;
    words.Add(word);
    const int length = static_cast<int>(word.size());
    lengths.Put(word, length);
    by_length.Put(length, word);
    in_time.Add(t, word);
    if (word == "remove") {
      lengths.Remove("remove");
      words.Remove("remove");
      by_length.Remove(length);
      in_time.ClearRange(t, t + Duration(1));
    }
  }
  void OnWindowExpiration(int, Emitter<std::string> out) {
    int of_words = 0;
    words.ForEach([&](const std::string&) { ++of_words; });
    std::string text = std::to_string(of_words) + " words, ";
    text += std::to_string(lengths.Find("three") == nullptr ? -1 : *lengths.Find("three")) + ", ";
    int of_five = 0;
    for (const std::string& word : by_length.Find(5)) of_five += static_cast<int>(word.size());
    text += std::to_string(of_five) + ",";
    for (const Timestamped<std::string>& timed : in_time.ReadRange(Timestamp::Min(), Timestamp::Millis(100))) {
      text += " " + timed.value;
    }
    out(text);
  }
};

TEST_CASE("sets, maps, multimaps and ordered lists keep what they are given", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    using Word = KV<int, std::string>;
    const std::vector<Timestamped<Word>> words = {{{1, "three"}, Timestamp::Millis(3)},
                                                  {{1, "seven"}, Timestamp::Millis(2)},
                                                  {{1, "three"}, Timestamp::Millis(1)},
                                                  {{1, "remove"}, Timestamp::Millis(4)},
                                                  {{1, "far"}, Timestamp::Millis(400)}};
    Expect(ParDo(Create(p, words), Kinds())).ToSatisfy([](const std::vector<std::string>& lines) {
      REQUIRE(lines.size() == 1);
      // Which of the two times "three" was seen first is not defined.
      CHECK((lines[0] == "3 words, 5, 10, seven three" || lines[0] == "3 words, 5, 10, three seven"));
    });
  });
}

struct SumAtEnd {
  EventTimer<"end"> end;
  ValueState<int, "sum"> sum;
  void ProcessElement(const std::string&, int value) {
    sum.Write(sum.ReadOr(0) + value);
    end.Set(Timestamp::Millis(1000));
  }
  void OnTimer(EventTimer<"end">& timer, EventTime t, const std::string& key, Emitter<std::string> out) {
    out(key + " " + std::to_string(sum.ReadOr(0)) + " at " + std::to_string(t.millis()) + " for " +
        std::to_string(timer.fires_at().millis()));
  }
};

TEST_CASE("a timer that is set again replaces itself, and emits at its own time", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sums = ParDo(Timed(p, {{"a", 1}, {"b", 5}, {"a", 2}}), SumAtEnd());
    Expect(sums).ToContainInAnyOrder({"a 3 at 1000 for 1000", "b 5 at 1000 for 1000"});
    Expect(ParDo(sums, [](EventTime t, const std::string&) { return t.millis(); })).ToContainInAnyOrder({1000, 1000});
  });
}

struct Cleared {
  EventTimer<"end"> end;
  void ProcessElement(const std::string&, int value) {
    if (value < 0) {
      end.Clear();
    } else {
      end.Set(Timestamp::Millis(value));
    }
  }
  void OnTimer(EventTimer<"end">&, const std::string& key, Emitter<std::string> out) { out(key); }
  static constexpr bool kTimeSorted = true;
};

TEST_CASE("a timer that is cleared does not fire", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    const std::vector<Timestamped<Pair>> pairs = {{{"kept", 10}, Timestamp::Millis(1)},
                                                  {{"cleared", 10}, Timestamp::Millis(1)},
                                                  {{"cleared", -1}, Timestamp::Millis(2)}};
    Expect(ParDo(Create(p, pairs), Cleared())).ToContainInAnyOrder({"kept"});
  });
}

struct InTimeOrder {
  ValueState<std::string, "seen"> seen;
  static constexpr bool kTimeSorted = true;
  void ProcessElement(int, int value) { seen.Write(seen.ReadOr("") + " " + std::to_string(value)); }
  void OnWindowExpiration(Emitter<std::string> out) { out(seen.ReadOr("")); }
};

TEST_CASE("a DoFn that wants time order gets the elements of a key in it", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    std::vector<Timestamped<KV<int, int>>> pairs;
    for (const int n : {3, 1, 4, 15, 9, 2, 6}) pairs.push_back({{1, n}, Timestamp::Millis(n)});
    Expect(ParDo(Create(p, pairs), InTimeOrder())).ToBe(" 1 2 3 4 6 9 15");
  });
}

struct Loop {
  EventTimer<"tick"> tick;
  ValueState<int, "ticks"> ticks;
  void ProcessElement(EventTime t, const std::string&, int) { tick.Set(t + Duration(10)); }
  void OnTimer(EventTimer<"tick">& timer, const std::string& key, Emitter<std::string> out) {
    const int n = ticks.ReadOr(0) + 1;
    ticks.Write(n);
    out(key + std::to_string(n) + "@" + std::to_string(timer.fires_at().millis()));
    if (n < 3) tick.Set(timer.fires_at() + Duration(10));
  }
};

TEST_CASE("a timer may set itself again", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(ParDo(Timed(p, {{"a", 5}}), Loop())).ToContainInAnyOrder({"a1@15", "a2@25", "a3@35"});
  });
}

struct TwoTimers {
  EventTimer<"first"> first;
  EventTimer<"second"> second;
  ValueState<std::string, "order"> order;
  void ProcessElement(EventTime t, const std::string&, int) {
    second.Set(t + Duration(20));
    first.Set(t + Duration(10));
  }
  void OnTimer(EventTimer<"first">&) { order.Write(order.ReadOr("") + "first "); }
  void OnTimer(EventTimer<"second">&, Emitter<std::string> out) { out(order.ReadOr("") + "second"); }
};

TEST_CASE("each timer calls the OnTimer that takes it, in the order of their times", "[state]") {
  OnEveryRunner([](TestPipeline& p) { Expect(ParDo(Timed(p, {{"a", 1}}), TwoTimers())).ToBe("first second"); });
}

struct Deadlines {
  EventTimerFamily<"deadline"> deadlines;
  void ProcessElement(EventTime t, const std::string&, int value) {
    deadlines.Set("one", t + Duration(value));
    deadlines.Set("two", t + Duration(2 * value));
    deadlines.Set("three", t);
    deadlines.Clear("three");
  }
  void OnTimer(EventTimerFamily<"deadline">& timer, EventTime t, const std::string& key, Emitter<std::string> out) {
    out(key + " " + std::string(timer.tag()) + " " + std::to_string(t.millis()));
  }
};

TEST_CASE("timers of a family are told apart by their tags", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(ParDo(Timed(p, {{"a", 7}}), Deadlines())).ToContainInAnyOrder({"a one 14", "a two 21"});
  });
}

struct Later {
  ProcessingTimer<"later"> later;
  void ProcessElement(const std::string&, int) { later.SetAfter(Duration(1)); }
  void OnTimer(ProcessingTimer<"later">&, EventTime t, const std::string& key, Emitter<std::string> out) {
    out(key + " " + std::to_string(t.millis()));
  }
};

TEST_CASE("a timer of processing time fires, at the latest when the input is over", "[state]") {
  OnEveryRunner([](TestPipeline& p) { Expect(ParDo(Timed(p, {{"a", 3}}), Later())).ToBe("a 3"); });
}

struct ScaledSums {
  int64_t offset = 100;
  ValueState<int, "sum"> sum;
  void ProcessElement(const std::string& key, int value, const int& factor, Emitter<std::string> out,
                      Emitter<int> odd) {
    sum.Write(sum.ReadOr(0) + value * factor);
    if (value % 2 != 0) odd(value);
    if (value == 0) out(key + std::to_string(*sum.Read() + offset));
  }
};

TEST_CASE("a DoFn with state has configuration, side inputs and several outputs, too", "[state]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto factor = Create(p, {10});
    const auto pairs = Timed(p, {{"a", 1}, {"a", 2}, {"b", 3}});
    const auto [sums, odd] = ParDo(pairs, ScaledSums(), factor);
    // Flink's translator for what may not end runs no such step that nothing but steps of its own stage come behind.
    Expect(Reshuffle(odd)).ToContainInAnyOrder({1, 3});
    Expect(sums).ToBeEmpty();
  });
}

struct FailsInTimer {
  EventTimer<"end"> end;
  void ProcessElement(EventTime t, const std::string&, int) { end.Set(t); }
  void OnTimer(EventTimer<"end">&) { throw std::runtime_error("no luck"); }
};

TEST_CASE("an error in OnTimer names the step, the method and the key", "[state]") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        ParDo(Timed(p, {{"the key", 1}}), Named("Remind", FailsInTimer()));
      },
      [](const Status& status) {
        CHECK(status.ToString().find("Remind") != std::string::npos);
        CHECK(status.ToString().find("OnTimer") != std::string::npos);
        CHECK(status.ToString().find("no luck") != std::string::npos);
        CHECK(status.ToString().find("the key") != std::string::npos);
      });
}

struct TooLate {
  EventTimer<"end"> end;
  void ProcessElement(const std::string&, int) { end.Set(Timestamp::Max()); }
  void OnTimer(EventTimer<"end">&) {}
};

TEST_CASE("a timer behind the end of its window is an error that says so", "[state]") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        ParDo(Timed(p, {{"a", 1}}), TooLate());
      },
      [](const Status& status) { CHECK(status.ToString().find("behind the end of its window") != std::string::npos); });
}

}  // namespace
}  // namespace beam::testing
