// How many events each key has in each window of a second, as fast as we can write it by hand. A thread takes ranges of events and
// counts in one table for each window that is open, in batches; windows that the range has left behind are added to the windows'
// own tables. With --naive: one absl::flat_hash_map from (window, key) for each thread, merged one after the other.

#include <absl/container/flat_hash_map.h>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "bench/data/timed_events.h"
#include "bench/handwritten/hash.h"
#include "bench/handwritten/parallel.h"
#include "bench/handwritten/summing_table.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"

namespace beam::bench {
namespace {

// Of a second and a half, so that most of a range's windows are complete but for the first and the last one.
constexpr uint64_t kChunk = 1'500'000;

using Table = SummingTable<int64_t, HashInteger>;

/// The counts of all windows so far.
class Windows {
 public:
  explicit Windows(uint64_t events) {
    const auto last = static_cast<int64_t>(events / 1000) / TimedEvents::kWindowMillis;
    for (int64_t window = 0; window <= last; ++window) windows_.push_back(std::make_unique<Window>());
  }
  void Add(size_t window, const Table& counts) {
    const std::lock_guard lock(windows_[window]->mutex);
    counts.VisitAll([&](int64_t key, int64_t count) { windows_[window]->table.Add(key, count); });
  }
  size_t size() const { return windows_.size(); }
  const Table& operator[](size_t window) const { return windows_[window]->table; }

 private:
  struct Window {
    std::mutex mutex;
    Table table;
  };
  std::vector<std::unique_ptr<Window>> windows_;
};

/// What one thread counts. Tables of windows that are over are used again.
class Counter {
 public:
  explicit Counter(Windows& windows) : windows_(windows) {}
  ~Counter() { Close(windows_.size()); }
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  void Add(const TimedEvent& event) {
    const auto window = static_cast<size_t>(event.millis / TimedEvents::kWindowMillis);
    Open& open = At(window);
    open.keys[open.size] = event.key;
    if (++open.size == Table::kBatch) Flush(open);
  }
  /// Windows before this one get no event any more.
  void Close(size_t window) {
    std::erase_if(open_, [&](std::unique_ptr<Open>& open) {
      if (open->window >= window) return false;
      Flush(*open);
      windows_.Add(open->window, open->table);
      open->table.Clear();
      spare_.push_back(std::move(open));
      return true;
    });
    current_ = nullptr;
  }

 private:
  struct Open {
    size_t window = 0;
    size_t size = 0;
    int64_t keys[Table::kBatch];
    Table table;
  };

  Open& At(size_t window) {
    if (current_ != nullptr && current_->window == window) return *current_;
    for (const std::unique_ptr<Open>& open : open_) {
      if (open->window == window) return *(current_ = open.get());
    }
    if (spare_.empty()) spare_.push_back(std::make_unique<Open>());
    open_.push_back(std::move(spare_.back()));
    spare_.pop_back();
    current_ = open_.back().get();
    current_->window = window;
    return *current_;
  }
  static void Flush(Open& open) {
    open.table.AddBatch(open.keys, open.size, [](size_t) { return 1; });
    open.size = 0;
  }

  Windows& windows_;
  std::vector<std::unique_ptr<Open>> open_;
  std::vector<std::unique_ptr<Open>> spare_;
  Open* current_ = nullptr;
};

Checksum Count(const TimedEvents& event_at, uint64_t n, int threads) {
  Windows windows(n);
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int) {
    Counter counter(windows);
    Chunks::Range range;
    while (chunks.Next(range)) {
      for (uint64_t i = range.begin; i < range.end; ++i) counter.Add(event_at(i));
      counter.Close(windows.size());
    }
  });
  Checksum total{0, 0, n};
  for (size_t window = 0; window < windows.size(); ++window) {
    const int64_t start = static_cast<int64_t>(window) * TimedEvents::kWindowMillis;
    windows[window].VisitAll([&](int64_t key, int64_t count) {
      total += Checksum{CountDigest(start, key, count), 1, 0};
    });
  }
  return total;
}

Checksum CountNaively(const TimedEvents& event_at, uint64_t n, int threads) {
  using Map = absl::flat_hash_map<std::pair<int64_t, int64_t>, int64_t>;
  std::vector<Map> maps(static_cast<size_t>(threads));
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int thread) {
    Map& map = maps[static_cast<size_t>(thread)];
    Chunks::Range range;
    while (chunks.Next(range)) {
      for (uint64_t i = range.begin; i < range.end; ++i) {
        const TimedEvent event = event_at(i);
        ++map[{event.millis / TimedEvents::kWindowMillis, event.key}];
      }
    }
  });
  for (size_t other = 1; other < maps.size(); ++other) {
    for (const auto& [where, count] : maps[other]) maps[0][where] += count;
  }
  Checksum total{0, maps[0].size(), n};
  for (const auto& [where, count] : maps[0]) {
    total.digest += CountDigest(where.first * TimedEvents::kWindowMillis, where.second, count);
  }
  return total;
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 100'000'000));
  const auto keys = static_cast<uint64_t>(flags.Count("keys", 10'000));
  const auto threads = static_cast<int>(flags.Count("threads", 2));
  const bool naive = flags.Switch("naive");
  flags.Finish();

  const TimedEvents event_at(keys);
  const Stopwatch watch;
  const Checksum sum = naive ? CountNaively(event_at, n, threads) : Count(event_at, n, threads);
  Report(sum, watch.Seconds());
}
