#include "bench/harness/drive_state.h"

#include <algorithm>
#include <stdexcept>

namespace beam::bench {

void DriveState::BeginBundle() {
  const std::lock_guard lock(mutex_);
  in_bundle_.clear();
}

void DriveState::ResetCounts() {
  const std::lock_guard lock(mutex_);
  requests_ = StateRequests();
}

StateRequests DriveState::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void DriveState::Serve(const fn::StateRequest& request, fn::StateResponse& response) {
  const std::lock_guard lock(mutex_);
  Count(request);
  if (request.has_get()) {
    response.mutable_get()->set_data(Read(request.state_key()));
  } else if (request.has_append()) {
    StateOf(request.state_key()) += request.append().data();
    response.mutable_append();
  } else if (request.has_clear()) {
    StateOf(request.state_key()).clear();
    response.mutable_clear();
  } else {
    throw std::runtime_error("the driver knows no such request: " + request.ShortDebugString());
  }
}

// Workers read a side input as a whole or key by key.
std::string DriveState::Read(const fn::StateKey& key) const {
  if (key.has_iterable_side_input()) return work_.SideInput();
  if (key.has_multimap_side_input()) return work_.SideInputOf(key.multimap_side_input().key());
  if (!key.has_bag_user_state()) throw std::runtime_error("the driver has no such state: " + key.ShortDebugString());
  const auto found = states_.find(key.SerializeAsString());
  return found == states_.end() ? std::string() : found->second;
}

std::string& DriveState::StateOf(const fn::StateKey& key) {
  if (!key.has_bag_user_state())
    throw std::runtime_error("the driver lets nobody write this: " + key.ShortDebugString());
  return states_[key.SerializeAsString()];
}

void DriveState::Count(const fn::StateRequest& request) {
  InBundle& counts = in_bundle_[request.state_key().SerializeAsString()];
  if (request.has_get()) {
    ++requests_.gets;
    requests_.most_gets = std::max(requests_.most_gets, ++counts.gets);
  } else {
    ++requests_.writes;
    ++(request.has_clear() ? counts.clears : counts.appends);
    requests_.most_writes = std::max({requests_.most_writes, counts.clears, counts.appends});
  }
}

}  // namespace beam::bench
