// BundleSplits: how a bundle gives back a part of what it was given.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <map>
#include <string>

#include "beam/exec/channel_claims.h"
#include "beam/exec/splittable_operator.h"
#include "beam/exec/wire_source_op.h"
#include "runners/harness/bundle_processor.h"
#include "runners/harness/step_rests.h"

namespace beam::runners {

/// A split falls between two elements of a source, or into the element that a step behind the source is processing.
class BundleSplits {
 public:
  /// Both outlive this.
  void AddSource(const std::string& transform, internal::WireSourceOp& source);
  /// `reader` processes the restrictions that come from the source one by one; `rests` describes the parts of one.
  void AddReader(const std::string& source, internal::SplittableOperator& reader, StepRests& rests);

  /// May be called while the bundle is processed. An error would fail the bundle, so what cannot be done is declined: nothing is given
  /// back.
  fn::ProcessBundleSplitResponse Split(const fn::ProcessBundleSplitRequest& request) const;

 private:
  struct Source {
    internal::WireSourceOp* op = nullptr;
    internal::SplittableOperator* reader = nullptr;  // with `rests`, or null
    StepRests* rests = nullptr;
  };

  static void SplitSource(const std::string& transform, const Source& source,
                          const internal::ChannelClaims::DesiredSplit& desired,
                          fn::ProcessBundleSplitResponse& response);

  std::map<std::string, Source> sources_;
};

}  // namespace beam::runners
