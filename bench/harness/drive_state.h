// DriveState: what the driver keeps for a worker: the side input of the work, and states of keys, from bundle to bundle. It counts
// what it is asked for.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "bench/harness/drive_work.h"

namespace beam::bench {

namespace fn = org::apache::beam::model::fn_execution::v1;

/// Requests since the last reset.
struct StateRequests {
  std::int64_t gets = 0;
  std::int64_t writes = 0;
  std::int64_t most_gets = 0;    // of one state in one bundle
  std::int64_t most_writes = 0;  // likewise; to clear it and then to append counts once
};

/// Thread-safe.
class DriveState {
 public:
  /// The work must outlive it.
  explicit DriveState(const DriveWork& work) : work_(work) {}

  /// Throws std::runtime_error for what there is not.
  void Serve(const fn::StateRequest& request, fn::StateResponse& response);
  void BeginBundle();
  void ResetCounts();
  StateRequests requests() const;

 private:
  struct InBundle {
    std::int64_t gets = 0;
    std::int64_t clears = 0;
    std::int64_t appends = 0;
  };
  std::string Read(const fn::StateKey& key) const;
  std::string& StateOf(const fn::StateKey& key);
  void Count(const fn::StateRequest& request);

  const DriveWork& work_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::string> states_;  // by the serialized key
  std::unordered_map<std::string, InBundle> in_bundle_;  // likewise
  StateRequests requests_;
};

}  // namespace beam::bench
