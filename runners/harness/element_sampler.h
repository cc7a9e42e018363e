// ElementSampler: looks at some of the elements that leave an output: how large they are on the wire, and, if somebody wants to see
// them, what they are.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "beam/base/metric_value.h"
#include "beam/exec/output.h"
#include "beam/exec/wire_elements.h"
#include "beam/exec/wire_transcoder.h"
#include "runners/harness/data_samples.h"

namespace beam::runners {

/// Of the first elements most, later one of a thousand, so that what it costs does not show. An element with an iterable in it is not
/// looked at, since that could be the whole input.
class ElementSampler final : public internal::BatchTap {
 public:
  /// Whether elements of this coder can be looked at.
  static bool CanSample(const internal::WireElements& elements);
  /// `elements`: those of a C++ type. Throws beam::Error for coders that do not fit them.
  ElementSampler(std::string collection, const internal::WireElements& elements, std::shared_ptr<DataSamples> samples);

  /// For the thread of a bundle.
  void Apply(internal::BatchBase& batch) override;
  /// Sizes are those of the bundle that begins now.
  void Begin();

  /// In bytes. For any thread.
  DistributionValue sizes() const;

 private:
  void Look(const internal::BatchBase& batch, std::size_t number);
  void Show();

  const std::string collection_;
  const internal::WireForm& form_;
  const internal::WireTranscoder transcoder_;
  const std::shared_ptr<DataSamples> samples_;
  std::uint64_t seen_ = 0;
  std::uint64_t next_ = 0;  // the number of the element to look at
  std::string value_;
  std::string shown_;
  mutable std::mutex mutex_;
  DistributionValue sizes_;
};

}  // namespace beam::runners
