#include "transforms/paced_numbers.h"

#include <algorithm>
#include <utility>

#include "beam/event_time/clocks.h"
#include "beam/scope.h"

namespace beam::internal {

namespace {

/// The moment that a sequence begins at: the given one, or when the run does.
struct Start {
  std::optional<std::int64_t> given;
  std::int64_t ProcessElement(Context& context, const Bytes&) const {
    return given.has_value() ? *given : context.processing_time().millis();
  }
};

}  // namespace

OffsetRange PacedNumbers::InitialRestriction(const std::int64_t& start) const {
  if (!stop.has_value()) return {from, to};
  if (*stop <= start) return {from, from};
  const std::int64_t periods = (*stop - start - 1) / every.count() + 1;
  return {from, std::min(to, from + periods * per_period)};
}

ProcessContinuation PacedNumbers::ProcessElement(Context& context, OffsetRangeTracker& tracker,
                                                 ManualWatermark& watermark, const std::int64_t& start,
                                                 Emitter<std::int64_t> out) const {
  const Timestamp now = context.processing_time();
  for (std::int64_t i = tracker.CurrentRestriction().from;; ++i) {
    const Timestamp due = every == Duration(0) ? now : DueAt(i, start);
    watermark.Set(due);
    if (due > now) return ProcessContinuation::Resume(due - now);
    if (!tracker.TryClaim(i)) return ProcessContinuation::Stop();
    out(due, i);
  }
}

Timestamp PacedNumbers::DueAt(std::int64_t number, std::int64_t start) const {
  const auto passed = static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(from);
  const auto periods = passed / static_cast<std::uint64_t>(per_period);
  const auto period = static_cast<std::uint64_t>(every.count());
  const Timestamp begin = Timestamp::Millis(start);
  if (periods > static_cast<std::uint64_t>(Timestamp::Max().millis()) / period) return Timestamp::Max();
  return Later(begin, Duration(static_cast<std::int64_t>(periods * period)));
}

PCollection<std::int64_t> AtAPace(const PCollection<Bytes>& impulse, PacedNumbers numbers,
                                  std::optional<Timestamp> start, const std::source_location& location) {
  Start begin;
  if (start.has_value()) begin.given = start->millis();
  return ParDo(ParDo(impulse, Named("Start", begin), location), Named("Pace", std::move(numbers)), location);
}

}  // namespace beam::internal
