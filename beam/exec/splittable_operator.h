// SplittableOperator: processes restrictions in bundles of a runner, which is given back what is left of them; RestSink, who takes it.
#pragma once

#include <functional>
#include <optional>

#include "beam/base/time.h"
#include "beam/exec/operator.h"

namespace beam::internal {

/// Takes an element that is to be processed in another bundle: a batch of one, of the operator's input type.
class RestSink {
 public:
  /// The bundle's own: not before `delay` has passed. Its outputs will not be earlier than `watermark`.
  virtual void Take(const BatchBase& element, Duration delay, Timestamp watermark) = 0;

 protected:
  ~RestSink() = default;
};

class SplittableOperator : public Operator {
 public:
  /// Before the first bundle; the sink outlives the operator.
  virtual void Open(RestSink& rests) = 0;

  /// How much of the element that is being processed is done, 1 being all; nothing where nobody knows. For any thread.
  virtual std::optional<double> Completed() = 0;
  /// Is called with an element's two parts: what the bundle keeps, and what another is to process.
  using TakeParts = std::function<void(const BatchBase& kept, const BatchBase& rest, Timestamp watermark)>;
  /// Ends the element that is being processed behind a fraction of what is left of it. False if it cannot be split, or there is none.
  /// For any thread.
  virtual bool Split(double fraction, const TakeParts& take) = 0;
};

}  // namespace beam::internal
