#include "runners/harness/bundle_splits.h"

#include <optional>

namespace beam::runners {

namespace {

using internal::ChannelClaims;

ChannelClaims::DesiredSplit DesiredSplitOf(const fn::ProcessBundleSplitRequest::DesiredSplit& desired) {
  return {desired.fraction_of_remainder(),
          desired.estimated_input_elements(),
          {desired.allowed_split_points().begin(), desired.allowed_split_points().end()}};
}

/// The element that a splittable step is processing.
class ElementInProgress final : public ChannelClaims::ElementSplitter {
 public:
  ElementInProgress(internal::SplittableOperator& reader, StepRests& rests, fn::ProcessBundleSplitResponse& response)
      : reader_(reader), rests_(rests), response_(response) {}
  std::optional<double> Completed() override { return reader_.Completed(); }
  bool Split(double fraction) override {
    return reader_.Split(
        fraction, [&](const internal::BatchBase& kept, const internal::BatchBase& rest, Timestamp watermark) {
          *response_.add_primary_roots() = rests_.ApplicationOf(kept, watermark);
          *response_.add_residual_roots()->mutable_application() = rests_.ApplicationOf(rest, watermark);
        });
  }

 private:
  internal::SplittableOperator& reader_;
  StepRests& rests_;
  fn::ProcessBundleSplitResponse& response_;
};

void AddChannelSplit(const std::string& source, std::int64_t last_kept, std::int64_t first_given,
                     fn::ProcessBundleSplitResponse& response) {
  fn::ProcessBundleSplitResponse::ChannelSplit& split = *response.add_channel_splits();
  split.set_transform_id(source);
  split.set_last_primary_element(last_kept);
  split.set_first_residual_element(first_given);
}

}  // namespace

void BundleSplits::AddSource(const std::string& transform, internal::WireSourceOp& source) {
  sources_[transform].op = &source;
}

void BundleSplits::AddReader(const std::string& source, internal::SplittableOperator& reader, StepRests& rests) {
  sources_[source].reader = &reader;
  sources_[source].rests = &rests;
}

fn::ProcessBundleSplitResponse BundleSplits::Split(const fn::ProcessBundleSplitRequest& request) const {
  fn::ProcessBundleSplitResponse response;
  for (const auto& [transform, desired] : request.desired_splits()) {
    const auto source = sources_.find(transform);
    if (source != sources_.end()) SplitSource(transform, source->second, DesiredSplitOf(desired), response);
  }
  return response;
}

void BundleSplits::SplitSource(const std::string& transform, const Source& source,
                               const ChannelClaims::DesiredSplit& desired, fn::ProcessBundleSplitResponse& response) {
  ChannelClaims& claims = source.op->claims();
  if (source.reader != nullptr) {
    ElementInProgress element(*source.reader, *source.rests, response);
    const std::optional<std::int64_t> number = claims.SplitElement(desired, element);
    if (number.has_value()) return AddChannelSplit(transform, *number - 1, *number + 1, response);
  }
  const std::optional<std::int64_t> point = claims.Split(desired);
  if (point.has_value()) AddChannelSplit(transform, *point - 1, *point, response);
}

}  // namespace beam::runners
