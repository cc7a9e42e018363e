// A pipeline without an end, at full speed until it is drained: sessions, panes of windows, a DoFn with state and timers, and one that
// waits for windows of a side input each count every event. Afterwards each must have seen all events once, and the memory that the
// program takes must have stayed level.
//
//   soak --drain_after=10min [--users=10000] [--threads=2]
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include "beam/beam.h"
#include "beam/splittable.h"
#include "beam/state.h"
#include "beam/timer.h"

namespace {

using std::chrono::seconds;

struct Options {
  std::int64_t users = 10'000;
  std::int64_t max_growth_percent = 20;
  static constexpr beam::Flag kFlags[] = {
      {"users", "how many users the events are of"},
      {"max_growth_percent", "by how much the memory may have grown between the middle third and the last"}};
};

/// What was made, and what has come out of one way through the pipeline. The sum tells one event lost and another one doubled.
struct Tally {
  std::atomic<std::int64_t> events{0};
  std::atomic<std::int64_t> sum{0};
  void Add(std::int64_t more, std::int64_t of_sum) {
    events.fetch_add(more, std::memory_order_relaxed);
    sum.fetch_add(of_sum, std::memory_order_relaxed);
  }
};
struct Tallies {
  Tally made, sessions, panes, stateful, sides;
};
Tallies tallies;

struct Totals {
  std::int64_t events = 0;
  std::int64_t sum = 0;
};

/// The numbers 0, 1, 2, ..., a millisecond of event time apart, up to five seconds late, in parts that run at the same time.
struct Events {
  static constexpr std::int64_t kLatest = 5'000;
  static constexpr std::int64_t kParts = 2;

  beam::OffsetRange InitialRestriction(const int&) const { return {0, beam::OffsetRange::kEndless}; }
  beam::ProcessContinuation ProcessElement(beam::OffsetRangeTracker& tracker, beam::ManualWatermark& watermark,
                                           const int& part, beam::Emitter<std::int64_t> out) const {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) {
      const std::int64_t number = i * kParts + part;
      const auto mixed = static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15u;
      watermark.Set(beam::Timestamp::Millis(i - kLatest));
      tallies.made.Add(1, number);
      out(beam::Timestamp::Millis(i - static_cast<std::int64_t>(mixed >> 40) % kLatest), number);
    }
    return beam::ProcessContinuation::Stop();
  }
};

struct ByUser {
  std::int64_t users = 1;
  beam::KV<std::int64_t, std::int64_t> operator()(std::int64_t number) const {
    const auto mixed = static_cast<std::uint64_t>(number) * 0xff51afd7ed558ccdu;
    return {static_cast<std::int64_t>((mixed >> 20) % static_cast<std::uint64_t>(users)), number};
  }
};

/// The number of values and their sum.
struct AddUp {
  using Accumulator = Totals;
  Totals CreateAccumulator() const { return {}; }
  void AddInput(Totals& totals, std::int64_t number) const {
    ++totals.events;
    totals.sum += number;
  }
  void MergeAccumulators(Totals& totals, const Totals& other) const {
    totals.events += other.events;
    totals.sum += other.sum;
  }
  Totals ExtractOutput(const Totals& totals) const { return totals; }
};

/// Keeps what has come for a user, and passes it on ten seconds of event time after the first of it.
struct Collects {
  beam::ValueState<std::int64_t, "events"> events;
  beam::ValueState<std::int64_t, "sum"> sum;
  beam::EventTimer<"flush"> flush;

  void ProcessElement(beam::EventTime time, const std::int64_t&, std::int64_t number, beam::Emitter<Totals>) {
    if (events.empty()) flush.Set(time + seconds(10));
    events.Write(events.ReadOr(0) + 1);
    sum.Write(sum.ReadOr(0) + number);
  }
  void OnTimer(beam::EventTimer<"flush">&, const std::int64_t&, beam::Emitter<Totals> out) {
    out(Totals{events.ReadOr(0), sum.ReadOr(0)});
    events.Clear();
    sum.Clear();
  }
};

void Build(beam::Pipeline& p, std::int64_t users) {
  std::vector<int> parts;
  for (int part = 0; part < Events::kParts; ++part) parts.push_back(part);
  const auto events = beam::ParDo(beam::Create(p, parts), Events());
  const auto by_user = beam::Map(events, ByUser{users});

  const auto sessions = beam::CombinePerKey(beam::WindowInto(by_user, beam::Sessions(seconds(2))), AddUp());
  beam::ParDo(sessions,
              [](const std::int64_t&, const Totals& totals) { tallies.sessions.Add(totals.events, totals.sum); });

  const auto panes =
      beam::CombinePerKey(beam::WindowInto(by_user, beam::FixedWindows(seconds(30)),
                                           {.trigger = beam::AfterWatermark().EarlyFirings(beam::AfterCount(100)),
                                            .accumulation = beam::AccumulationMode::kDiscarding}),
                          AddUp());
  beam::ParDo(panes, [](const std::int64_t&, const Totals& totals) { tallies.panes.Add(totals.events, totals.sum); });

  const auto in_windows = beam::WindowInto(events, beam::FixedWindows(seconds(10)));
  const auto marks = beam::Filter(in_windows, [](std::int64_t number) { return number % 1000 == 0; });
  beam::ParDo(
      in_windows, [](std::int64_t number, const std::vector<std::int64_t>&) { tallies.sides.Add(1, number); }, marks);

  const auto collected = beam::ParDo(by_user, Collects());
  beam::ParDo(collected, [](const Totals& totals) { tallies.stateful.Add(totals.events, totals.sum); });
}

/// Notes every second how many bytes of memory the program has.
class MemoryWatch {
 public:
  MemoryWatch() : thread_([this] { Watch(); }) {}
  ~MemoryWatch() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  std::vector<std::int64_t> bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  static std::int64_t Resident() {
    std::int64_t pages = 0;
    std::int64_t resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return resident * sysconf(_SC_PAGESIZE);
  }
  void Watch() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, seconds(1), [&] { return stopping_; })) bytes_.push_back(Resident());
  }

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::vector<std::int64_t> bytes_;
  std::thread thread_;
};

bool HasAll(const char* name, const Tally& tally) {
  const bool all = tally.events == tallies.made.events && tally.sum == tallies.made.sum;
  std::printf("%s: %lld events%s\n", name, static_cast<long long>(tally.events.load()),
              all ? "" : ": NOT those that were made");
  return all;
}

/// The last third of the run against the middle one; the first may still fill what is kept for reuse.
bool StayedLevel(const std::vector<std::int64_t>& bytes, std::int64_t max_growth_percent) {
  constexpr std::size_t kEnough = 30;
  constexpr double kMiB = 1 << 20;
  if (bytes.size() < kEnough) {
    std::printf("memory: %zu seconds are too few to tell whether it stays level\n", bytes.size());
    return true;
  }
  const auto third = static_cast<std::ptrdiff_t>(bytes.size() / 3);
  const std::int64_t middle = *std::max_element(bytes.begin() + third, bytes.begin() + 2 * third);
  const std::int64_t last = *std::max_element(bytes.begin() + 2 * third, bytes.end());
  const bool level = last * 100 <= middle * (100 + max_growth_percent);
  std::printf("memory: at most %.0f MiB in the middle third, %.0f MiB in the last%s\n",
              static_cast<double>(middle) / kMiB, static_cast<double>(last) / kMiB, level ? "" : ": IT GREW");
  return level;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  Build(p, options.users);
  const auto begin = std::chrono::steady_clock::now();
  MemoryWatch memory;
  if (const int code = beam::RunMain(p); code != 0) return code;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const auto made = static_cast<double>(tallies.made.events.load());
  std::printf("made: %.0f events in %.0f s, %.0f a second\n", made, took.count(), made / took.count());
  const bool sessions = HasAll("sessions", tallies.sessions);
  const bool panes = HasAll("panes", tallies.panes);
  const bool stateful = HasAll("state and timers", tallies.stateful);
  const bool sides = HasAll("side input", tallies.sides);
  const bool level = StayedLevel(memory.bytes(), options.max_growth_percent);
  return made > 0 && sessions && panes && stateful && sides && level ? 0 : 1;
}
