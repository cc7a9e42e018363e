// StageEnds: where the data of a stage comes from and goes to, as its ProcessBundleDescriptor says it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// Transform id and the name of the family.
using TimerFamily = std::pair<std::string, std::string>;

struct StageEnds {
  /// From the transform's id to the address of its data stream.
  std::map<std::string, std::string> sources;
  std::map<std::string, std::string> sinks;
  std::set<TimerFamily> timer_families;
  std::string timer_address;
  /// Empty if the stage has no state service.
  std::string state_address;

  /// The addresses of all data streams.
  std::set<std::string> DataAddresses() const;
};

/// Throws beam::Error, with the transform's id, for a descriptor whose ends do not decode or lead nowhere.
StageEnds ReadStageEnds(const fn::ProcessBundleDescriptor& descriptor);

}  // namespace beam::runners
