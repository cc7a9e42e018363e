// RunnerValues: the rest of large iterables, which a runner keeps in its state and names by tokens in the data of a source.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "beam/base/remote_values.h"
#include "beam/exec/run_state.h"
#include "beam/exec/worker_activity.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// Values are asked for page by page, as an iteration comes to them. The first pages of the iterable that was read last are kept, up to a
/// number of bytes, because operators look at small groups more than once. For one thread.
class RunnerValues final : public internal::RemoteValues {
 public:
  static constexpr std::size_t kKeptBytes = std::size_t{4} << 20;

  /// `source`: the transform whose data has the tokens. Failures are those of the run, and of the step that `activity` says is running.
  RunnerValues(std::string source, internal::RunState& run, const internal::WorkerActivity& activity)
      : source_(std::move(source)), run_(run), activity_(activity) {}

  /// Tokens are those of the bundle.
  void Begin(BundleServices& services);
  /// Nothing can be read any more.
  void End();

  internal::Owned<internal::RemoteBytes> Open(std::string_view token) override;
  [[noreturn]] void Fail(const Status& why) override;

 private:
  class Bytes;
  using Page = std::shared_ptr<const fn::StateGetResponse>;
  /// `from`: the continuation token of the page before.
  Page Get(const std::string& token, const std::string& from);
  Page Ask(const std::string& token, const std::string& from);
  void Forget();

  const std::string source_;
  internal::RunState& run_;
  const internal::WorkerActivity& activity_;
  StateClient* state_ = nullptr;
  // Of one iterable, by the continuation tokens that they were asked for with.
  std::string kept_of_;
  std::map<std::string, Page> kept_;
  std::size_t kept_bytes_ = 0;
};

}  // namespace beam::runners
