// StateCache: what states held when a bundle of this worker last read or wrote them, for bundles to come.
//
// A runner that hands a bundle a token promises that nobody else has changed what was seen under it. Thread-safe.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace beam::runners {

/// Keeps what was used last, up to a number of bytes.
class StateCache {
 public:
  explicit StateCache(std::size_t limit) : limit_(limit) {}

  bool Has(const std::string& name) const;
  std::optional<std::string> Find(const std::string& name);
  /// The same, and forgets it.
  std::optional<std::string> Take(const std::string& name);
  void Put(const std::string& name, std::string contents);
  /// What is kept now, with what keeping it costs.
  std::size_t bytes() const;

 private:
  struct Entry {
    std::string name;
    std::string contents;
  };
  using Entries = std::list<Entry>;
  static std::size_t CostOf(const Entry& entry);
  Entry Remove(Entries::iterator entry);

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::size_t bytes_ = 0;
  Entries entries_;  // the last used first
  std::unordered_map<std::string_view, Entries::iterator> by_name_;
};

}  // namespace beam::runners
