#include "test/random_streams/shrink.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace beam::testing {

namespace {

using Fails = std::function<bool(const Stream&)>;

bool Try(Stream candidate, Stream& stream, const Fails& fails) {
  if (!fails(candidate)) return false;
  stream = std::move(candidate);
  return true;
}

// Leaves out halves, then quarters, down to single events.
bool DropEvents(Stream& stream, const Fails& fails) {
  for (std::size_t size = (stream.events.size() + 1) / 2; size > 0; size /= 2) {
    for (std::size_t begin = 0; begin < stream.events.size(); begin += size) {
      Stream candidate = stream;
      const auto first = candidate.events.begin() + static_cast<std::ptrdiff_t>(begin);
      candidate.events.erase(first, first + static_cast<std::ptrdiff_t>(std::min(size, stream.events.size() - begin)));
      if (Try(std::move(candidate), stream, fails)) return true;
    }
  }
  return false;
}

std::vector<Trigger> Smaller(const Trigger& trigger);

Trigger WithEarlyAndLate(const Trigger* early, const Trigger* late) {
  Trigger trigger = AfterWatermark();
  if (early != nullptr) trigger = trigger.EarlyFirings(*early);
  if (late != nullptr) trigger = trigger.LateFirings(*late);
  return trigger;
}

std::vector<Trigger> SmallerAfterWatermark(const Trigger& trigger) {
  std::vector<Trigger> smaller;
  if (trigger.early() != nullptr) {
    smaller.push_back(WithEarlyAndLate(nullptr, trigger.late()));
    for (const Trigger& early : Smaller(*trigger.early())) smaller.push_back(WithEarlyAndLate(&early, trigger.late()));
  }
  if (trigger.late() != nullptr) {
    smaller.push_back(WithEarlyAndLate(trigger.early(), nullptr));
    for (const Trigger& late : Smaller(*trigger.late())) smaller.push_back(WithEarlyAndLate(trigger.early(), &late));
  }
  return smaller;
}

std::vector<Trigger> SmallerWithChildren(const Trigger& trigger) {
  std::vector<Trigger> smaller = trigger.children();
  const bool any_number = trigger.kind() != Trigger::Kind::kOrFinally && trigger.children().size() > 1;
  for (std::size_t i = 0; i < trigger.children().size(); ++i) {
    std::vector<Trigger> children = trigger.children();
    if (any_number) {
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      smaller.emplace_back(trigger.kind(), children);
    }
    for (const Trigger& child : Smaller(trigger.children()[i])) {
      children = trigger.children();
      children[i] = child;
      smaller.emplace_back(trigger.kind(), children);
    }
  }
  return smaller;
}

std::vector<Trigger> Smaller(const Trigger& trigger) {
  switch (trigger.kind()) {
    case Trigger::Kind::kAfterWatermark:
      return SmallerAfterWatermark(trigger);
    case Trigger::Kind::kAfterCount:
      return trigger.count() > 1 ? std::vector{AfterCount(trigger.count() - 1)} : std::vector<Trigger>{};
    case Trigger::Kind::kAfterProcessingTime:
      return trigger.steps().empty() ? std::vector<Trigger>{} : std::vector{AfterProcessingTime()};
    default:
      return SmallerWithChildren(trigger);
  }
}

bool SimplifyTrigger(Stream& stream, const Fails& fails) {
  for (const Trigger& trigger : Smaller(stream.trigger)) {
    Stream candidate = stream;
    candidate.trigger = trigger;
    if (Try(std::move(candidate), stream, fails)) return true;
  }
  return false;
}

template <class T>
bool TrySetting(T Stream::*member, T value, Stream& stream, const Fails& fails) {
  if (stream.*member == value) return false;
  Stream candidate = stream;
  candidate.*member = value;
  return Try(std::move(candidate), stream, fails);
}

bool SimplifyOptions(Stream& stream, const Fails& fails) {
  const Stream plain;
  Stream fixed = stream;
  fixed.windows = {WindowsOf::Kind::kFixed, 10, 10};
  return (stream.windows.kind != WindowsOf::Kind::kFixed && Try(fixed, stream, fails)) ||
         TrySetting(&Stream::allowed_lateness, plain.allowed_lateness, stream, fails) ||
         TrySetting(&Stream::accumulation, plain.accumulation, stream, fails) ||
         TrySetting(&Stream::closing, plain.closing, stream, fails) ||
         TrySetting(&Stream::on_time, plain.on_time, stream, fails) ||
         TrySetting(&Stream::timestamps, plain.timestamps, stream, fails);
}

// Small times are easier to read. Infinite ones stay.
bool MoveToSmallTimes(Stream& stream, const Fails& fails) {
  Timestamp first = Timestamp::Max();
  for (const StreamEvent& event : stream.events) {
    if (event.time > Timestamp::Min()) first = std::min(first, event.time);
  }
  const Timestamp origin = Timestamp::Millis(first.millis() - first.millis() % 100);
  if (first == Timestamp::Max() || origin == Timestamp()) return false;
  Stream candidate = stream;
  for (StreamEvent& event : candidate.events) {
    if (event.time > Timestamp::Min() && event.time < Timestamp::Max()) event.time = Timestamp(event.time - origin);
  }
  return Try(std::move(candidate), stream, fails);
}

}  // namespace

Stream ShrinkStream(Stream stream, const Fails& fails) {
  // Each round leaves something out; there is an end to that.
  while (DropEvents(stream, fails) || SimplifyTrigger(stream, fails) || SimplifyOptions(stream, fails) ||
         MoveToSmallTimes(stream, fails)) {
  }
  return stream;
}

}  // namespace beam::testing
