#include "test/random_pipelines/compare.h"

#include <algorithm>
#include <iterator>

#include "test/reference/build.h"
#include "test/reference/naive_runner.h"

namespace beam::testing {

namespace {

void AppendRows(const char* mark, const Rows& rows, std::string& text) {
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < rows.size() && i < kShown; ++i) text += std::string("\n    ") + mark + ToString(rows[i]);
  if (rows.size() > kShown)
    text += std::string("\n    ") + mark + "... and " + std::to_string(rows.size() - kShown) + " more";
}

std::string Difference(Ref ref, Rows expected, Rows actual) {
  std::sort(expected.begin(), expected.end());
  std::sort(actual.begin(), actual.end());
  if (expected == actual) return std::string();
  Rows missing;
  Rows unexpected;
  std::set_difference(expected.begin(), expected.end(), actual.begin(), actual.end(), std::back_inserter(missing));
  std::set_difference(actual.begin(), actual.end(), expected.begin(), expected.end(), std::back_inserter(unexpected));
  std::string text = "\n  output " + std::to_string(ref.output) + " of step " + std::to_string(ref.step) + ": " +
                     std::to_string(expected.size()) + " elements expected, " + std::to_string(actual.size()) + " came";
  AppendRows("--- missing:    ", missing, text);
  AppendRows("+++ unexpected: ", unexpected, text);
  return text;
}

}  // namespace

std::string Compare(const Spec& spec, const std::string& runner) {
  const Evaluation expected = Evaluate(spec);
  RunOfSpec run;
  try {
    run = RunAsPipeline(spec, runner);
  } catch (const std::exception& error) {
    return std::string("\n  the run threw: ") + error.what();
  }
  if (expected.fails) {
    const bool as_expected =
        run.result.state() == PipelineState::kFailed && run.result.status().code() == StatusCode::kAborted;
    return as_expected ? std::string()
                       : "\n  a step throws, and the run ended " + std::string(PipelineStateName(run.result.state())) +
                             " " + run.result.status().ToString();
  }
  if (!run.result.ok()) return "\n  the run ended " + run.result.status().ToString();
  std::string text;
  for (std::size_t i = 0; i < spec.collected.size(); ++i) {
    const Ref ref = spec.collected[i];
    text += Difference(ref, expected.outputs[ref.step][ref.output], run.collected[i]);
  }
  return text;
}

}  // namespace beam::testing
