// KeyTable: what a streaming grouping, or a DoFn with state, keeps for the keys of one partition, and which of them has
// something to do when time has moved.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/exec/grouping.h"
#include "beam/exec/stream_partition.h"
#include "beam/exec/time_index.h"

namespace beam::internal {

/// `T` is one key's part: it has next_event_time(), next_processing_time(), hold() and empty().
template <class T>
class KeyTable {
 public:
  class Entry {
   public:
    explicit Entry(T made) : value(std::move(made)) {}
    T value;
    /// As the reader of the exchange gives it.
    KeyRef key() const { return {word, fixed ? std::string_view() : std::string_view(bytes)}; }

   private:
    friend class KeyTable;
    std::uint64_t number = 0;
    bool fixed = false;
    std::uint64_t word = 0;
    std::string bytes;
    Timestamp event = StreamPartition::kNever;
    Timestamp processing = StreamPartition::kNever;
    Timestamp hold = Timestamp::Max();
  };

  /// The key's entry, made by `make` if there is none. It stays where it is until Update finds it empty.
  template <class Make>
  Entry& At(const KeyRef& key, Make&& make) {
    std::string name = NameOf(key);
    auto found = entries_.find(name);
    if (found == entries_.end()) {
      found = entries_.try_emplace(std::move(name), make()).first;
      found->second.number = next_number_++;
      found->second.fixed = key.bytes.data() == nullptr;
      found->second.word = key.word;
      found->second.bytes = std::string(key.bytes);
    }
    return found->second;
  }
  /// After the entry has changed: notes when its turn comes, or forgets it.
  void Update(Entry& entry) {
    const bool gone = entry.value.empty();
    Move(events_, entry, entry.event, gone ? StreamPartition::kNever : entry.value.next_event_time());
    Move(processing_, entry, entry.processing, gone ? StreamPartition::kNever : entry.value.next_processing_time());
    const Timestamp hold = gone ? Timestamp::Max() : entry.value.hold();
    holds_.Move(&entry, entry.number, std::exchange(entry.hold, hold), hold, Timestamp::Max());
    if (gone) entries_.erase(NameOf(entry.key()));
  }
  /// Calls `advance(entry)` for each entry that has something to do at these times, and updates it.
  template <class Advance>
  void ForEachDue(const Clocks& clocks, Advance&& advance) {
    for (TimeIndex* const index : {&events_, &processing_}) {
      std::vector<void*> due;
      index->AppendUntil(index == &events_ ? clocks.watermark : clocks.processing_time, due);
      for (void* const object : due) {
        Entry& entry = *static_cast<Entry*>(object);
        advance(entry);
        // What is gone cannot be due a second time: each index lists an entry once, and the second list is made after this.
        Update(entry);
      }
    }
  }
  /// Says to the engine when the partition's turn comes.
  void Publish(StreamPartition& partition) const {
    partition.hold = holds_.first(Timestamp::Max());
    partition.next_event_time = events_.first(StreamPartition::kNever);
    partition.next_processing_time = processing_.first(StreamPartition::kNever);
  }
  std::size_t size() const { return entries_.size(); }

 private:
  static std::string NameOf(const KeyRef& key) {
    if (key.bytes.data() != nullptr) return std::string(key.bytes);
    return std::string(reinterpret_cast<const char*>(&key.word), sizeof(key.word));
  }
  void Move(TimeIndex& index, Entry& entry, Timestamp& noted, Timestamp now) {
    if (now > Timestamp::Max()) now = StreamPartition::kNever;
    index.Move(&entry, entry.number, std::exchange(noted, now), now, StreamPartition::kNever);
  }

  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t next_number_ = 0;
  TimeIndex events_;
  TimeIndex processing_;
  TimeIndex holds_;
};

}  // namespace beam::internal
