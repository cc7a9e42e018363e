// StepState: the state and the timers of one step, which its runner keeps.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/exec/stateful_form.h"
#include "runners/harness/bundle_plan.h"
#include "runners/harness/bundle_processor.h"
#include "runners/harness/state_cache.h"
#include "runners/harness/wire_timers.h"

namespace beam::runners {

/// For the thread of a bundle.
class StepState final : public internal::KeyedStore {
 public:
  /// The step must have a stateful_form; it and the cache must outlive this. Throws beam::Error for coders that do not fit.
  StepState(const PlannedStep& step, StateCache& cache);

  /// The bundle that begins.
  void Begin(BundleServices& services);
  /// Keeps timers that the runner fires. Throws beam::Error for bytes that are none.
  void Receive(const std::string& family, std::string_view bytes);
  /// Fires those that have been received, in the order of their times.
  void FireReceived(internal::StatefulOperator& op);

  /// All that was written is safe, and may be what later bundles begin with.
  void Written();

  std::string Get(std::string_view key, const Window& window, std::size_t member) override;
  void Expect(std::string_view key, const Window& window, std::size_t member) override;
  void Append(std::string_view key, const Window& window, std::size_t member, std::string elements) override;
  void Clear(std::string_view key, const Window& window, std::size_t member) override;
  void Set(std::string_view key, const internal::SetTimer& timer) override;
  void ClearTimer(std::string_view key, const internal::SetTimer& timer) override;
  void AwaitEnd(std::string_view key, const Window& window, Timestamp last_time) override;

 private:
  std::string CachedName(const fn::StateKey& key) const;
  fn::StateKey KeyOf(std::string_view key, const Window& window, std::size_t member) const;
  const std::string& FamilyOf(std::size_t declaration) const { return families_.at(declaration); }

  const PlannedStep& step_;
  const internal::StatefulForm& form_;
  WireTimers timers_;
  std::map<std::size_t, std::string> states_;    // names by member
  std::map<std::size_t, std::string> families_;  // likewise
  StateCache& cache_;
  BundleServices* services_ = nullptr;
  std::string token_;  // of the bundle; empty if nothing may be cached
  // What states hold now that the bundle has written, by their names in the cache; nothing where it is not known.
  std::map<std::string, std::optional<std::string>> written_;
  std::vector<FiredTimer> received_;
};

}  // namespace beam::runners
