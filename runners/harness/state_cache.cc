#include "runners/harness/state_cache.h"

#include <iterator>
#include <utility>

namespace beam::runners {

namespace {

// Nodes of the list and of the table, so that a flood of empty states is bounded too.
constexpr std::size_t kEntryOverhead = 200;

}  // namespace

std::size_t StateCache::CostOf(const Entry& entry) {
  return entry.name.size() + entry.contents.size() + kEntryOverhead;
}

StateCache::Entry StateCache::Remove(Entries::iterator entry) {
  bytes_ -= CostOf(*entry);
  by_name_.erase(entry->name);
  Entry removed = std::move(*entry);
  entries_.erase(entry);
  return removed;
}

bool StateCache::Has(const std::string& name) const {
  std::lock_guard lock(mutex_);
  return by_name_.count(name) != 0;
}

std::optional<std::string> StateCache::Find(const std::string& name) {
  std::lock_guard lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->contents;
}

std::optional<std::string> StateCache::Take(const std::string& name) {
  std::lock_guard lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return Remove(found->second).contents;
}

void StateCache::Put(const std::string& name, std::string contents) {
  std::lock_guard lock(mutex_);
  if (const auto found = by_name_.find(name); found != by_name_.end()) Remove(found->second);
  Entry entry{name, std::move(contents)};
  if (CostOf(entry) > limit_) return;
  bytes_ += CostOf(entry);
  entries_.push_front(std::move(entry));
  by_name_.emplace(entries_.front().name, entries_.begin());
  while (bytes_ > limit_) Remove(std::prev(entries_.end()));
}

std::size_t StateCache::bytes() const {
  std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace beam::runners
