#include "runners/model/step_transforms.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <string_view>
#include <utility>

#include "beam/graph/urns.h"
#include "runners/model/lifted_combine.h"
#include "runners/model/transform_error.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;
namespace urn = internal::urn;

bool IsStepUrn(std::string_view given) {
  for (const char* known : {urn::kImpulse, urn::kParDo, urn::kFlatten, urn::kGroupByKey, urn::kCombinePerKey,
                            urn::kWindowInto, urn::kTestStream}) {
    if (given == known) return true;
  }
  return false;
}

/// Goes from the root transforms into composites. It keeps what is open itself, so that hostile nesting does not cost stack.
class Walk {
 public:
  explicit Walk(const model::Pipeline& pipeline) : pipeline_(pipeline), components_(pipeline.components()) {}

  std::vector<StepTransform> FindSteps() {
    for (const std::string& root : pipeline_.root_transform_ids()) {
      if (!components_.transforms().contains(root)) {
        throw Error(StatusCode::kInvalidArgument,
                    "the submitted pipeline names a root transform that it does not hold; send its components whole; "
                    "transform id = " +
                        root);
      }
      Enter(root, true);
      while (!open_.empty()) {
        const auto [id, outside] = open_.back();
        open_.pop_back();
        Visit(id, outside);
      }
    }
    for (const auto& [id, transform] : components_.transforms()) {
      if (seen_.count(id) == 0) Fail(id, "is in no composite and is no root; name it in root_transform_ids");
    }
    return std::move(steps_);
  }

 private:
  [[noreturn]] void Fail(const std::string& id, const std::string& problem,
                         StatusCode code = StatusCode::kInvalidArgument) const {
    FailTransform(components_.transforms().at(id), id, code, problem);
  }

  // `outside`: of every step.
  void Enter(const std::string& id, bool outside) {
    if (!seen_.insert(id).second)
      Fail(id, "is reached twice; a transform is a root or is in one composite, not in itself");
    open_.emplace_back(id, outside);
  }

  void Visit(const std::string& id, bool outside) {
    const model::PTransform& transform = components_.transforms().at(id);
    CheckEnds(id, transform);
    const bool is_step = outside && AddStep(id, transform);
    if (outside && !is_step && transform.subtransforms().empty()) RequireNothingToDo(id, transform);
    for (const std::string& child : transform.subtransforms()) {
      if (!components_.transforms().contains(child)) {
        Fail(id, "has a part that the pipeline does not hold; send its components whole; part = " + child);
      }
      Enter(child, outside && !is_step);
    }
  }

  bool AddStep(const std::string& id, const model::PTransform& transform) {
    if (IsStepUrn(transform.spec().urn())) {
      steps_.push_back({id, &transform, nullptr});
      return true;
    }
    std::shared_ptr<const model::PTransform> combine = WholeCombine(id, transform, components_);
    if (combine == nullptr) return false;
    const model::PTransform* const made = combine.get();
    steps_.push_back({id, made, std::move(combine)});
    return true;
  }

  void CheckEnds(const std::string& id, const model::PTransform& transform) const {
    for (const auto* ends : {&transform.inputs(), &transform.outputs()}) {
      for (const auto& [local, collection] : *ends) {
        if (components_.pcollections().contains(collection)) continue;
        Fail(id, "names a collection that the pipeline does not hold; send its components whole; collection = " +
                     collection + ", local name = " + local);
      }
    }
  }

  // Composites whose outputs are their inputs need no parts.
  void RequireNothingToDo(const std::string& id, const model::PTransform& transform) const {
    for (const auto& [local, collection] : transform.outputs()) {
      const auto is_it = [&, &made = collection](const auto& input) { return input.second == made; };
      if (std::any_of(transform.inputs().begin(), transform.inputs().end(), is_it)) continue;
      Fail(id, Unknown(transform.spec().urn()), StatusCode::kUnimplemented);
    }
    if (!transform.spec().urn().empty()) Fail(id, Unknown(transform.spec().urn()), StatusCode::kUnimplemented);
  }
  static std::string Unknown(const std::string& urn) {
    if (IsCombinePart(urn)) {
      return "is a part of a combine_per_key without its other parts; send them in one composite; urn = " + urn;
    }
    return "is a primitive that this SDK has no step for; write it with ParDo, Flatten, GroupByKey, CombinePerKey and "
           "WindowInto; urn = " +
           urn;
  }

  const model::Pipeline& pipeline_;
  const model::Components& components_;
  std::set<std::string> seen_;
  std::vector<std::pair<std::string, bool>> open_;
  std::vector<StepTransform> steps_;
};

/// Puts steps behind those that make what they read.
class DataFlow {
 public:
  explicit DataFlow(std::vector<StepTransform> steps) : steps_(std::move(steps)) {
    std::sort(steps_.begin(), steps_.end(),
              [](const StepTransform& a, const StepTransform& b) { return IsLowerId(a.id, b.id); });
  }

  std::vector<StepTransform> Sort() {
    FindProducers();
    CountInputs();
    std::vector<StepTransform> sorted;
    while (!ready_.empty()) {
      const std::size_t next = ready_.top();
      ready_.pop();
      sorted.push_back(steps_[next]);
      for (const std::size_t reader : readers_[next]) {
        if (--missing_[reader] == 0) ready_.push(reader);
      }
    }
    if (sorted.size() < steps_.size()) FailCycle();
    return sorted;
  }

 private:
  [[noreturn]] void Fail(std::size_t step, const std::string& problem) const {
    FailTransform(*steps_[step].transform, steps_[step].id, StatusCode::kInvalidArgument, problem);
  }

  void FindProducers() {
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      for (const auto& [local, collection] : steps_[step].transform->outputs()) {
        const auto [found, is_new] = producers_.try_emplace(collection, step);
        if (is_new) continue;
        Fail(step, "makes a collection that transform '" + steps_[found->second].transform->unique_name() +
                       "' makes too; give it an output of its own; collection = " + collection);
      }
    }
  }

  void CountInputs() {
    missing_.resize(steps_.size());
    readers_.resize(steps_.size());
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      for (const auto& [local, collection] : steps_[step].transform->inputs()) {
        const auto producer = producers_.find(collection);
        if (producer == producers_.end()) {
          Fail(step, "reads a collection that no transform makes; send the transform that makes it; collection = " +
                         collection);
        }
        ++missing_[step];
        readers_[producer->second].push_back(step);
      }
      if (missing_[step] == 0) ready_.push(step);
    }
  }

  [[noreturn]] void FailCycle() const {
    std::size_t first = 0;
    while (missing_[first] == 0) ++first;
    Fail(first, "reads what depends on its own output; break the cycle");
  }

  std::vector<StepTransform> steps_;  // by id
  std::map<std::string, std::size_t> producers_;
  std::vector<std::size_t> missing_;  // inputs that have not been made yet
  std::vector<std::vector<std::size_t>> readers_;
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready_;
};

}  // namespace

bool IsLowerId(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::vector<StepTransform> FindStepTransforms(const model::Pipeline& pipeline) {
  return DataFlow(Walk(pipeline).FindSteps()).Sort();
}

}  // namespace beam::runners
