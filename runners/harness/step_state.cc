#include "runners/harness/step_state.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/operator_context.h"
#include "runners/harness/whole_state.h"
#include "runners/model/graph_to_proto.h"

namespace beam::runners {

namespace {

// The declaration of the timers at the ends of windows. It is behind all others, and so do they fire.
constexpr std::size_t kWindowEnd = static_cast<std::size_t>(-1);

const internal::Graph& GraphOf(const PlannedStep& step) { return *step.step.graph; }

bool IsGloballyWindowed(const PlannedStep& step) {
  return GraphOf(step).windowing_of(step.step.node->inputs[0]).is_global();
}

}  // namespace

StepState::StepState(const PlannedStep& step, StateCache& cache)
    : step_(step),
      form_(*step.step.node->factory->stateful_form()),
      timers_(step.key, form_.key, IsGloballyWindowed(step)),
      cache_(cache) {
  for (const internal::StateForm& state : form_.states) states_[state.member] = std::string(state.name);
  for (const internal::TimerForm& timer : form_.timers) families_[timer.member] = std::string(timer.name);
  families_[kWindowEnd] = kWindowEndFamily;
}

void StepState::Begin(BundleServices& services) {
  services_ = &services;
  token_ = std::string(services.user_state_token());
  received_.clear();
  written_.clear();
}

void StepState::Written() {
  for (auto& [name, contents] : std::exchange(written_, {})) {
    if (contents.has_value()) cache_.Put(name, *std::move(contents));
  }
}

void StepState::Receive(const std::string& family, std::string_view bytes) {
  const auto found =
      std::find_if(families_.begin(), families_.end(), [&](const auto& declared) { return declared.second == family; });
  if (found == families_.end()) {
    throw Error(StatusCode::kInvalidArgument,
                step_.step.node->Describe() + " has no such timers as the runner fires; timer family = " + family);
  }
  for (FiredTimer& fired : timers_.Read(bytes)) {
    fired.timer.declaration = found->first;
    for (const internal::TimerForm& timer : form_.timers) {
      if (timer.member == found->first) fired.timer.domain = timer.domain;
    }
    received_.push_back(std::move(fired));
  }
}

void StepState::FireReceived(internal::StatefulOperator& op) {
  std::vector<FiredTimer> timers = std::exchange(received_, {});
  const auto order = [](const FiredTimer& fired) {
    return std::tuple(fired.timer.domain, fired.timer.fires_at, fired.timer.declaration == kWindowEnd);
  };
  std::stable_sort(timers.begin(), timers.end(),
                   [&](const FiredTimer& a, const FiredTimer& b) { return order(a) < order(b); });
  for (const FiredTimer& fired : timers) {
    if (fired.timer.declaration == kWindowEnd) {
      op.EndWindow(fired.key, fired.timer.window);
    } else {
      op.FireTimer(fired.key, fired.timer);
    }
  }
}

fn::StateKey StepState::KeyOf(std::string_view key, const Window& window, std::size_t member) const {
  fn::StateKey state;
  fn::StateKey::BagUserState& bag = *state.mutable_bag_user_state();
  bag.set_transform_id(step_.transform);
  bag.set_user_state_id(states_.at(member));
  bag.set_window(timers_.EncodedWindow(window));
  bag.set_key(timers_.WireKey(key));
  return state;
}

std::string StepState::CachedName(const fn::StateKey& key) const {
  std::string name;
  ByteWriter(name).PutLengthPrefixed(token_);
  key.AppendToString(&name);
  return name;
}

std::string StepState::Get(std::string_view key, const Window& window, std::size_t member) {
  const fn::StateKey state = KeyOf(key, window, member);
  if (token_.empty()) return ReadWholeState(services_->state(), state);
  const std::string name = CachedName(state);
  std::optional<std::string> contents = cache_.Find(name);
  if (!contents.has_value()) {
    contents = ReadWholeState(services_->state(), state);
    cache_.Put(name, *contents);
  }
  return *std::move(contents);
}

void StepState::Expect(std::string_view key, const Window& window, std::size_t member) {
  const fn::StateKey state = KeyOf(key, window, member);
  if (token_.empty() || !cache_.Has(CachedName(state))) services_->state().Ask(state);
}

// Until the runner has acknowledged what is written, the cache has nothing: the bundle may still fail.
void StepState::Append(std::string_view key, const Window& window, std::size_t member, std::string elements) {
  const fn::StateKey state = KeyOf(key, window, member);
  if (!token_.empty()) {
    const auto [entry, is_new] = written_.try_emplace(CachedName(state));
    if (is_new) entry->second = cache_.Take(entry->first);
    if (entry->second.has_value()) *entry->second += elements;
  }
  services_->state().Append(state, std::move(elements));
}

void StepState::Clear(std::string_view key, const Window& window, std::size_t member) {
  const fn::StateKey state = KeyOf(key, window, member);
  if (!token_.empty()) {
    const std::string name = CachedName(state);
    cache_.Take(name);
    written_[name] = std::string();
  }
  services_->state().Clear(state);
}

void StepState::Set(std::string_view key, const internal::SetTimer& timer) {
  services_->SendTimers(step_.transform, FamilyOf(timer.declaration), timers_.Set(key, timer));
}

void StepState::ClearTimer(std::string_view key, const internal::SetTimer& timer) {
  services_->SendTimers(step_.transform, FamilyOf(timer.declaration), timers_.Cleared(key, timer));
}

void StepState::AwaitEnd(std::string_view key, const Window& window, Timestamp last_time) {
  Set(key, {kWindowEnd, std::string(), window, internal::TimeDomain::kEventTime, last_time, window.max_timestamp()});
}

}  // namespace beam::runners
