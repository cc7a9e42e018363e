#include "runners/harness/element_sampler.h"

#include <algorithm>
#include <utility>

#include "beam/base/bytes.h"

namespace beam::runners {

namespace {

// Elements from one that is looked at to the next: a quarter of those that there were, at most a thousand.
constexpr std::uint64_t kMostBetween = 1000;

bool HasIterable(const CoderSpec& coder) {
  return coder.urn == "beam:coder:iterable:v1" || coder.urn == "beam:coder:state_backed_iterable:v1" ||
         std::any_of(coder.components.begin(), coder.components.end(), HasIterable);
}

}  // namespace

bool ElementSampler::CanSample(const internal::WireElements& elements) { return !HasIterable(elements.ours); }

ElementSampler::ElementSampler(std::string collection, const internal::WireElements& elements,
                               std::shared_ptr<DataSamples> samples)
    : collection_(std::move(collection)),
      form_(*elements.form),
      transcoder_(elements.wire, elements.ours),
      samples_(std::move(samples)) {}

void ElementSampler::Apply(internal::BatchBase& batch) {
  const std::uint64_t first = seen_;
  seen_ += batch.size();
  while (next_ < seen_) {
    Look(batch, static_cast<std::size_t>(next_ - first));
    next_ += std::clamp<std::uint64_t>(next_ / 4, 1, kMostBetween);
  }
}

// A coder of a user's may throw; whether that is an error is for those to say who need the bytes.
void ElementSampler::Look(const internal::BatchBase& batch, std::size_t number) {
  try {
    value_.clear();
    ByteWriter writer(value_);
    form_.encode_value(batch, number, writer);
    if (samples_->wanted()) Show();
  } catch (...) {
    return;
  }
  std::lock_guard lock(mutex_);
  const auto size = static_cast<std::int64_t>(value_.size());
  sizes_.Merge({1, size, size, size});
}

void ElementSampler::Show() {
  shown_.clear();
  ByteReader reader(value_);
  ByteWriter writer(shown_);
  transcoder_.ToWire(reader, writer);
  samples_->Add(collection_, shown_);
}

void ElementSampler::Begin() {
  std::lock_guard lock(mutex_);
  sizes_ = DistributionValue();
}

DistributionValue ElementSampler::sizes() const {
  std::lock_guard lock(mutex_);
  return sizes_;
}

}  // namespace beam::runners
