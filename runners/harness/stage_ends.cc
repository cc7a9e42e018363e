#include "runners/harness/stage_ends.h"

#include "beam/base/error.h"

namespace beam::runners {

namespace {

constexpr char kSourceUrn[] = "beam:runner:source:v1";
constexpr char kSinkUrn[] = "beam:runner:sink:v1";
constexpr char kParDoUrn[] = "beam:transform:pardo:v1";

[[noreturn]] void Refuse(const std::string& transform_id, const std::string& what) {
  throw Error(StatusCode::kInvalidArgument, "transform " + transform_id + " " + what +
                                                "; the runner's descriptor is wrong, this worker cannot run the stage");
}

std::string AddressOf(const std::string& transform_id, const model::PTransform& transform) {
  fn::RemoteGrpcPort port;
  if (!port.ParseFromString(transform.spec().payload()))
    Refuse(transform_id, "has a payload that is no RemoteGrpcPort");
  if (port.api_service_descriptor().url().empty()) Refuse(transform_id, "names no address of a data stream");
  return port.api_service_descriptor().url();
}

void ReadTimerFamilies(const std::string& transform_id, const model::PTransform& transform,
                       std::set<TimerFamily>& families) {
  model::ParDoPayload payload;
  if (!payload.ParseFromString(transform.spec().payload()))
    Refuse(transform_id, "has a payload that is no ParDoPayload");
  for (const auto& [family, spec] : payload.timer_family_specs()) families.emplace(transform_id, family);
}

// Some runners give timers no address of their own: then they share the data's.
std::string TimerAddress(const fn::ProcessBundleDescriptor& descriptor, const StageEnds& ends) {
  const std::string& own = descriptor.timer_api_service_descriptor().url();
  return own.empty() ? ends.sources.begin()->second : own;
}

}  // namespace

std::set<std::string> StageEnds::DataAddresses() const {
  std::set<std::string> addresses;
  for (const auto& [transform_id, address] : sources) addresses.insert(address);
  for (const auto& [transform_id, address] : sinks) addresses.insert(address);
  if (!timer_families.empty()) addresses.insert(timer_address);
  return addresses;
}

StageEnds ReadStageEnds(const fn::ProcessBundleDescriptor& descriptor) {
  StageEnds ends;
  for (const auto& [id, transform] : descriptor.transforms()) {
    const std::string& urn = transform.spec().urn();
    if (urn == kSourceUrn) ends.sources.emplace(id, AddressOf(id, transform));
    if (urn == kSinkUrn) ends.sinks.emplace(id, AddressOf(id, transform));
    if (urn == kParDoUrn) ReadTimerFamilies(id, transform, ends.timer_families);
  }
  if (ends.sources.empty()) {
    throw Error(StatusCode::kInvalidArgument, "stage " + descriptor.id() + " has no source (" + kSourceUrn +
                                                  "), so a bundle of it would never get any data");
  }
  ends.timer_address = TimerAddress(descriptor, ends);
  ends.state_address = descriptor.state_api_service_descriptor().url();
  return ends;
}

}  // namespace beam::runners
