#include "beam/pipeline.h"

#include <unordered_map>
#include <unordered_set>

#include "beam/base/cancellation.h"
#include "beam/pcollection.h"
#include "beam/runner.h"
#include "beam/scope.h"

namespace beam {

namespace internal {

struct PipelineBuilder::Names {
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, int> next;
};

PipelineBuilder::PipelineBuilder() : names_(std::make_shared<Names>()) {}

std::string PipelineBuilder::UniqueName(std::string_view base) {
  const std::string name = scope_ + std::string(base);
  if (names_->taken.insert(name).second) return name;
  int& next = names_->next[name];
  if (next == 0) next = 2;
  while (true) {
    std::string numbered = name + "#" + std::to_string(next++);
    if (names_->taken.insert(numbered).second) return numbered;
  }
}

Node& PipelineBuilder::AddStep(NodeKind kind, std::string urn, std::string_view base,
                             const std::source_location& location) {
  if (ran) {
    throw Error(StatusCode::kFailedPrecondition, "step '" + std::string(base) +
                                                     "' was added to a pipeline that has already run; build a new "
                                                     "Pipeline for it; line = " + ShortLocation(location));
  }
  CodeLocation at = attributed_ != nullptr ? *attributed_ : CodeLocation{location.file_name(), location.line()};
  return graph_.AddNode(kind, std::move(urn), UniqueName(base), std::move(at));
}

void PipelineBuilder::PushScope(std::string name) {
  scope_lengths_.push_back(scope_.size());
  // The scope's own name is made unique, so that two uses of one composite do not share a prefix.
  scope_ = UniqueName(name) + "/";
}

void PipelineBuilder::PopScope() {
  scope_.resize(scope_lengths_.back());
  scope_lengths_.pop_back();
}

PipelineResult PipelineBuilder::AskChecks(PipelineResult result) {
  if (!result.ok()) return result;
  std::string unmet;
  for (const std::unique_ptr<RunCheck>& check : checks_) {
    Status status = check->Check();
    if (status.ok()) continue;
    unmet += (unmet.empty() ? "" : "\n") + status.message();
    unmet_checks_.push_back({check->location(), std::move(status)});
  }
  if (unmet_checks_.empty()) return result;
  PipelineResult failed(PipelineState::kFailed, Status(StatusCode::kFailedPrecondition, std::move(unmet)));
  failed.set_element_counts(result.element_counts());
  failed.set_spilled_bytes(result.spilled_bytes());
  return failed;
}

std::string ShortLocation(const std::source_location& location) {
  std::string_view file = location.file_name();
  const std::size_t slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return std::string(file) + ":" + std::to_string(location.line());
}

void RequireSamePipeline(const PipelineBuilder& a, const PipelineBuilder& b, const char* transform,
                         const std::source_location& location) {
  if (&a == &b) return;
  throw Error(StatusCode::kInvalidArgument,
              std::string(transform) + " was given collections of two pipelines; use collections of one Pipeline; line = " +
                  ShortLocation(location));
}

void RequireSameWindowing(const Graph& graph, CollectionId a, CollectionId b, const char* transform,
                          const std::source_location& location) {
  if (graph.windowing_of(a).fn == graph.windowing_of(b).fn) return;
  throw Error(StatusCode::kInvalidArgument,
              std::string(transform) + " was given collections of different windows; apply one WindowInto to all of them "
                                       "first; line = " + ShortLocation(location));
}

void RequireInputs(std::size_t inputs, const char* transform, const std::source_location& location) {
  if (inputs > 0) return;
  throw Error(StatusCode::kInvalidArgument, std::string(transform) +
                                                " was given no collection; name the pipeline as its second argument; line = " +
                                                ShortLocation(location));
}

Composite::Composite(PipelineBuilder& state, std::string name, const std::source_location& location)
    : state_(&state), location_{location.file_name(), location.line()}, outer_(state.attributed()) {
  state.PushScope(std::move(name));
  if (outer_ == nullptr) state.set_attributed(&location_);
}

Composite::~Composite() {
  state_->set_attributed(outer_);
  state_->PopScope();
}

}  // namespace internal

Pipeline::Pipeline() : state_(std::make_unique<internal::PipelineBuilder>()) {}
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;
Pipeline::~Pipeline() = default;

PipelineResult Pipeline::Run() { return Run(DefaultRunOptions()); }

PipelineResult Pipeline::Run(const RunOptions& options) {
  if (state_->ran) throw Error(StatusCode::kFailedPrecondition, "Pipeline::Run was called twice; build a new Pipeline");
  std::unique_ptr<Runner> runner = MakeRunner(options.runner);
  state_->ran = true;
  Status valid = state_->graph().Validate();
  if (!valid.ok()) return PipelineResult(PipelineState::kFailed, std::move(valid));
  const internal::InterruptScope interrupts(internal::InterruptsCancelRuns());
  return state_->AskChecks(runner->Run(state_->graph(), options));
}

std::string Pipeline::Describe() const { return state_->graph().ToString(); }

}  // namespace beam
