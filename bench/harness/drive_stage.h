// DriveStage: the stage that a runner would cut out of an SDK's pipeline, with its data coming from and going to the driver.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <string>

#include "bench/harness/drive_work.h"

namespace beam::bench {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace model = org::apache::beam::model::pipeline::v1;

inline constexpr char kDriveSource[] = "drive_source";
inline constexpr char kDriveSink[] = "drive_sink";

struct DriveStage {
  fn::ProcessBundleDescriptor descriptor;
  fn::ProcessBundleRequest request;                        // of each bundle
  AccumulatorForm accumulator = AccumulatorForm::kOpaque;  // of the sum
};

/// The ParDo whose name has "Identity" in it. Throws std::runtime_error if there is none.
DriveStage IdentityStage(const model::Pipeline& pipeline, const std::string& endpoint);
/// What a runner that lifts combines runs of a combine_per_key before it shuffles.
DriveStage SumStage(const model::Pipeline& pipeline, const std::string& endpoint);

/// Whether bundles bring tokens under which workers may keep what they have read.
enum class CacheTokens : bool { kNone, kSame };

/// The ParDo whose name has "Lookup" in it, with its side input.
DriveStage LookupStage(const model::Pipeline& pipeline, const std::string& endpoint, CacheTokens tokens);
/// The ParDo whose name has "Running" in it, with its state.
DriveStage StateStage(const model::Pipeline& pipeline, const std::string& endpoint, CacheTokens tokens);

}  // namespace beam::bench
