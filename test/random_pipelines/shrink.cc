#include "test/random_pipelines/shrink.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace beam::testing {

namespace {

using Fails = std::function<bool(const Spec&)>;

// The spec without some of its steps. Who read a step that is gone reads what that step read, or goes as well.
class Without {
 public:
  Without(const Spec& spec, std::size_t step) : spec_(spec), gone_(step), places_(spec.steps.size()) {}

  Spec Make() {
    Spec smaller = spec_;
    smaller.steps.clear();
    for (std::size_t i = 0; i < spec_.steps.size(); ++i) {
      std::optional<Step> step = i == gone_ ? std::nullopt : Keep(spec_.steps[i]);
      if (!step.has_value()) continue;
      places_[i] = smaller.steps.size();
      smaller.steps.push_back(std::move(*step));
    }
    smaller.collected.clear();
    for (const Ref ref : spec_.collected) {
      if (const std::optional<Ref> moved = Moved(ref); moved.has_value()) smaller.collected.push_back(*moved);
    }
    std::sort(smaller.collected.begin(), smaller.collected.end());
    smaller.collected.erase(std::unique(smaller.collected.begin(), smaller.collected.end()), smaller.collected.end());
    return smaller;
  }

 private:
  std::optional<Step> Keep(Step step) const {
    for (Ref& ref : step.inputs) {
      const std::optional<Ref> moved = Moved(ref);
      if (!moved.has_value()) return std::nullopt;
      ref = *moved;
    }
    return step;
  }
  std::optional<Ref> Moved(Ref ref) const {
    const Step& step = spec_.steps[ref.step];
    if (ref.step == gone_) {
      if (step.inputs.empty() || TypeOf(spec_, step.inputs[0]) != TypeOf(spec_, ref)) return std::nullopt;
      return Moved(step.inputs[0]);
    }
    if (!places_[ref.step].has_value()) return std::nullopt;
    return Ref{*places_[ref.step], ref.output};
  }

  const Spec& spec_;
  std::size_t gone_;
  std::vector<std::optional<std::size_t>> places_;
};

bool Try(Spec candidate, Spec& spec, const Fails& fails) {
  if (candidate.steps.empty() || !IsValid(candidate) || !fails(candidate)) return false;
  spec = std::move(candidate);
  return true;
}

bool DropSteps(Spec& spec, const Fails& fails) {
  for (std::size_t step = spec.steps.size(); step-- > 0;) {
    if (Try(Without(spec, step).Make(), spec, fails)) return true;
  }
  return false;
}

bool DropCollected(Spec& spec, const Fails& fails) {
  for (std::size_t i = 0; i < spec.collected.size(); ++i) {
    Spec candidate = spec;
    candidate.collected.erase(candidate.collected.begin() + static_cast<std::ptrdiff_t>(i));
    if (Try(std::move(candidate), spec, fails)) return true;
  }
  return false;
}

// Leaves out halves, then quarters, down to single elements.
bool DropElements(Spec& spec, const Fails& fails) {
  for (std::size_t s = 0; s < spec.steps.size(); ++s) {
    for (std::size_t size = (spec.steps[s].elements.size() + 1) / 2; size > 0; size /= 2) {
      for (std::size_t begin = 0; begin < spec.steps[s].elements.size(); begin += size) {
        Spec candidate = spec;
        auto& elements = candidate.steps[s].elements;
        const std::size_t end = std::min(begin + size, elements.size());
        elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(begin),
                       elements.begin() + static_cast<std::ptrdiff_t>(end));
        if (Try(std::move(candidate), spec, fails)) return true;
      }
    }
  }
  return false;
}

bool SimplifyRun(Spec& spec, const Fails& fails) {
  Spec plain = spec;
  plain.threads = 1;
  plain.memory_limit = 0;
  plain.force.clear();
  if (plain.threads != spec.threads && Try(
                                           [&] {
                                             Spec c = spec;
                                             c.threads = 1;
                                             return c;
                                           }(),
                                           spec, fails))
    return true;
  if (spec.memory_limit != 0 && Try(
                                    [&] {
                                      Spec c = spec;
                                      c.memory_limit = 0;
                                      return c;
                                    }(),
                                    spec, fails))
    return true;
  return !spec.force.empty() && Try(
                                    [&] {
                                      Spec c = spec;
                                      c.force.clear();
                                      return c;
                                    }(),
                                    spec, fails);
}

}  // namespace

Spec Shrink(Spec spec, const Fails& fails) {
  // Each round leaves something out; there is an end to that.
  while (DropSteps(spec, fails) || DropCollected(spec, fails) || DropElements(spec, fails) ||
         SimplifyRun(spec, fails)) {
  }
  return spec;
}

}  // namespace beam::testing
