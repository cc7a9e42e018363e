#include "beam/event_time/trigger.h"

#include <string_view>

#include "beam/base/error.h"

namespace beam {

namespace {

[[noreturn]] void Refuse(std::string_view what, std::string_view instead, const Trigger& trigger) {
  throw Error(StatusCode::kInvalidArgument,
              std::string(what) + "; " + std::string(instead) + "; trigger = " + trigger.ToString());
}

void RequireKind(const Trigger& trigger, Trigger::Kind kind, std::string_view what, std::string_view instead) {
  if (trigger.kind() != kind) Refuse(what, instead, trigger);
}

Trigger OfChildren(Trigger::Kind kind, std::vector<Trigger> children) {
  Trigger trigger(kind, std::move(children));
  if (trigger.children().empty())
    Refuse("a trigger made of triggers needs at least one", "name those it is made of", trigger);
  return trigger;
}

std::string Milliseconds(Duration duration) { return std::to_string(duration.count()) + "ms"; }

std::string StepsToString(const std::vector<Trigger::TimeStep>& steps) {
  std::string text;
  for (const Trigger::TimeStep& step : steps) {
    if (step.kind == Trigger::TimeStep::Kind::kDelay) {
      text += ".PlusDelayOf(" + Milliseconds(step.length) + ")";
    } else {
      text += ".AlignedTo(" + Milliseconds(step.length) + ", " + Milliseconds(step.offset) + ")";
    }
  }
  return text;
}

std::string ListToString(const std::vector<Trigger>& triggers) {
  std::string text;
  for (const Trigger& trigger : triggers) text += (text.empty() ? "" : ", ") + trigger.ToString();
  return text;
}

}  // namespace

Trigger::Trigger() = default;
Trigger::Trigger(Kind kind, std::vector<Trigger> children) : kind_(kind), children_(std::move(children)) {}
Trigger::Trigger(const Trigger& other) = default;
Trigger::Trigger(Trigger&& other) noexcept = default;
Trigger& Trigger::operator=(const Trigger& other) = default;
Trigger& Trigger::operator=(Trigger&& other) noexcept = default;
Trigger::~Trigger() = default;

bool Trigger::operator==(const Trigger& other) const {
  return kind_ == other.kind_ && count_ == other.count_ && steps_ == other.steps_ && children_ == other.children_ &&
         early_ == other.early_ && late_ == other.late_;
}

Trigger Trigger::Count(std::int64_t count) {
  Trigger trigger(Kind::kAfterCount);
  trigger.count_ = count;
  if (count < 1) Refuse("AfterCount counts at least one element", "ask for one or more", trigger);
  return trigger;
}

Trigger Trigger::EarlyFirings(Trigger trigger) const {
  RequireKind(*this, Kind::kAfterWatermark, "only AfterWatermark has early firings",
              "write AfterWatermark().EarlyFirings(...)");
  Trigger result = *this;
  result.early_ = {std::move(trigger)};
  return result;
}

Trigger Trigger::LateFirings(Trigger trigger) const {
  RequireKind(*this, Kind::kAfterWatermark, "only AfterWatermark has late firings",
              "write AfterWatermark().LateFirings(...)");
  Trigger result = *this;
  result.late_ = {std::move(trigger)};
  return result;
}

Trigger Trigger::AlignedTo(Duration period, Duration offset) const {
  RequireKind(*this, Kind::kAfterProcessingTime, "only AfterProcessingTime can be aligned",
              "write AfterProcessingTime().AlignedTo(...)");
  if (period <= Duration(0)) Refuse("a period to align to must be longer than nothing", "give a positive one", *this);
  Trigger result = *this;
  result.steps_.push_back({TimeStep::Kind::kAlign, period, offset});
  return result;
}

Trigger Trigger::PlusDelayOf(Duration delay) const {
  RequireKind(*this, Kind::kAfterProcessingTime, "only AfterProcessingTime has a delay",
              "write AfterProcessingTime().PlusDelayOf(...)");
  if (delay < Duration(0)) Refuse("a delay must not be negative", "give zero or more", *this);
  Trigger result = *this;
  result.steps_.push_back({TimeStep::Kind::kDelay, delay, Duration(0)});
  return result;
}

Trigger Trigger::OrFinally(Trigger end) const { return Trigger(Kind::kOrFinally, {*this, std::move(end)}); }

std::string Trigger::ToString() const {
  switch (kind_) {
    case Kind::kDefault:
      return "DefaultTrigger()";
    case Kind::kAfterWatermark: {
      std::string text = "AfterWatermark()";
      if (early() != nullptr) text += ".EarlyFirings(" + early()->ToString() + ")";
      if (late() != nullptr) text += ".LateFirings(" + late()->ToString() + ")";
      return text;
    }
    case Kind::kAfterProcessingTime:
      return "AfterProcessingTime()" + StepsToString(steps_);
    case Kind::kAfterSynchronizedProcessingTime:
      return "AfterSynchronizedProcessingTime()";
    case Kind::kAfterCount:
      return "AfterCount(" + std::to_string(count_) + ")";
    case Kind::kAfterAny:
      return "AfterAny({" + ListToString(children_) + "})";
    case Kind::kAfterAll:
      return "AfterAll({" + ListToString(children_) + "})";
    case Kind::kAfterEach:
      return "AfterEach({" + ListToString(children_) + "})";
    case Kind::kOrFinally:
      return children_[0].ToString() + ".OrFinally(" + children_[1].ToString() + ")";
    case Kind::kRepeatedly:
      return "Repeatedly(" + ListToString(children_) + ")";
    case Kind::kNever:
      return "Never()";
    case Kind::kAlways:
      return "Always()";
  }
  return {};
}

Trigger DefaultTrigger() { return Trigger(); }

Trigger AfterWatermark() { return Trigger(Trigger::Kind::kAfterWatermark); }

Trigger AfterProcessingTime(Duration delay) {
  const Trigger trigger(Trigger::Kind::kAfterProcessingTime);
  return delay == Duration(0) ? trigger : trigger.PlusDelayOf(delay);
}

Trigger AfterCount(std::int64_t count) { return Trigger::Count(count); }

Trigger AfterAny(std::vector<Trigger> triggers) { return OfChildren(Trigger::Kind::kAfterAny, std::move(triggers)); }

Trigger AfterAll(std::vector<Trigger> triggers) { return OfChildren(Trigger::Kind::kAfterAll, std::move(triggers)); }

Trigger AfterEach(std::vector<Trigger> triggers) { return OfChildren(Trigger::Kind::kAfterEach, std::move(triggers)); }

Trigger Repeatedly(Trigger trigger) { return Trigger(Trigger::Kind::kRepeatedly, {std::move(trigger)}); }

Trigger Never() { return Trigger(Trigger::Kind::kNever); }

Trigger Always() { return Trigger(Trigger::Kind::kAlways); }

}  // namespace beam
