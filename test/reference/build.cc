#include "test/reference/build.h"

#include <functional>

#include "test/reference/build_steps.h"

namespace beam::testing {

namespace {

std::vector<AnyCollection> BuildStep(Pipeline& pipeline, const Step& step, const std::vector<AnyCollection>& ins) {
  switch (step.op) {
    case Op::kCreate:
      return {BuildCreate(pipeline, step)};
    case Op::kMap:
    case Op::kMapBatch:
    case Op::kFlatMap:
    case Op::kRetime:
    case Op::kReadMeta:
    case Op::kThrow:
      return {BuildElementwise(step, ins[0])};
    case Op::kTwoOutputs:
      return BuildTwoOutputs(step, ins[0]);
    case Op::kSide:
      return {BuildSide(step, ins[0], ins[1])};
    case Op::kFlatten:
      return {BuildFlatten(pipeline, step, ins)};
    case Op::kPartition:
      return BuildPartition(step, ins[0]);
    case Op::kFilter:
    case Op::kReshuffle:
    case Op::kWindow:
      return {BuildAnyType(step, ins[0])};
    default:
      return {BuildGrouping(step, ins)};
  }
}

std::function<Rows()> CollectRows(const AnyCollection& collection) {
  return std::visit(
      []<class T>(const PCollection<T>& typed) -> std::function<Rows()> {
        return [collected = Collect(typed)] {
          Rows rows;
          for (std::size_t i = 0; i < collected.size(); ++i)
            rows.push_back({ToValue(collected.values()[i]), collected.metas()[i]});
          return rows;
        };
      },
      collection);
}

}  // namespace

RunOfSpec RunAsPipeline(const Spec& spec, const std::string& runner) {
  Pipeline pipeline;
  std::vector<std::vector<AnyCollection>> outputs;
  for (const Step& step : spec.steps) {
    std::vector<AnyCollection> ins;
    for (const Ref ref : step.inputs) ins.push_back(outputs[ref.step][ref.output]);
    outputs.push_back(BuildStep(pipeline, step, ins));
  }
  std::vector<std::function<Rows()>> collected;
  for (const Ref ref : spec.collected) collected.push_back(CollectRows(outputs[ref.step][ref.output]));
  RunOptions options;
  options.runner = runner;
  options.threads = spec.threads;
  options.memory_limit = spec.memory_limit;
  if (!spec.force.empty()) options.extra["force"] = spec.force;
  RunOfSpec run{pipeline.Run(options), {}};
  for (const auto& rows : collected) run.collected.push_back(rows());
  return run;
}

}  // namespace beam::testing
