// DataSamples: a few elements of each collection, for people who look at a running job. Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// Nothing is kept before somebody has asked for the first time; then the last elements since the question before.
class DataSamples {
 public:
  static constexpr std::size_t kMostOfCollection = 10;
  /// Larger elements are left out.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 10;

  bool wanted() const { return wanted_.load(std::memory_order_relaxed); }
  /// `value`: as the collection's coder writes it.
  void Add(const std::string& collection, std::string_view value);
  /// Of the collections that the request names, or of all if it names none. What is taken is not given again.
  fn::SampleDataResponse Take(const fn::SampleDataRequest& request);

 private:
  using Elements = fn::SampleDataResponse::ElementList;

  std::atomic<bool> wanted_{false};
  std::mutex mutex_;
  std::map<std::string, Elements> kept_;  // the oldest first
};

}  // namespace beam::runners
