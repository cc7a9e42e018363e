#include "transforms/periodic_impulse.h"

#include <string>
#include <utility>

#include "beam/base/error.h"
#include "beam/impulse.h"
#include "beam/scope.h"
#include "transforms/paced_numbers.h"

namespace beam {

PCollection<std::int64_t> PeriodicImpulse(PipelineRef pipeline, const PeriodicImpulseOptions& options) {
  if (options.every <= Duration(0)) {
    throw Error(StatusCode::kInvalidArgument,
                "PeriodicImpulse needs a time from one tick to the next: give .every a positive duration; line = " +
                    internal::ShortLocation(pipeline.location()));
  }
  const internal::Composite composite(pipeline.state(), "PeriodicImpulse", pipeline.location());
  internal::PacedNumbers ticks;
  ticks.every = options.every;
  if (options.stop.has_value()) ticks.stop = options.stop->millis();
  return internal::AtAPace(Impulse(pipeline), std::move(ticks), options.start, pipeline.location());
}

}  // namespace beam
