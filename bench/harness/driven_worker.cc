// Our SDK's worker for the driver: the harness around the typed operators, or, with --bare, the least loop that does the same.

#include <cstdio>
#include <fstream>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/exec/lowering.h"
#include "beam/state.h"
#include "bench/harness/bare_loop.h"
#include "bench/program/flags.h"
#include "coders/bytes.h"
#include "runners/harness/live_graphs.h"
#include "runners/harness/operator_bundle.h"
#include "runners/model/graph_to_proto.h"
#include "runners/portable/pool_worker.h"

namespace beam::bench {
namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;

Bytes Identity(const Bytes& value) { return value; }
std::int64_t Add(std::int64_t a, std::int64_t b) { return a + b; }
std::int64_t Lookup(const std::string& key, const MapView<std::string, std::int64_t>& table) {
  const std::int64_t* value = table.Find(key);
  return value == nullptr ? -1 : *value;
}

struct Running {
  ValueState<std::int64_t, "sum"> sum;
  std::int64_t ProcessElement(const std::string&, std::int64_t value) {
    sum.Write(sum.ReadOr(0) + value);
    return *sum.Read();
  }
};

internal::Graph MakeGraph() {
  Pipeline pipeline;
  const auto bytes = Create(pipeline, std::vector<Bytes>{{"some bytes"}});
  ParDo(bytes, Named("Identity", &Identity));
  const auto pairs = Create(pipeline, std::vector<KV<std::string, std::int64_t>>{{"key", 1}});
  CombinePerKey(pairs, &Add);
  ParDo(Create(pipeline, std::vector<std::string>{"key"}), Named("Lookup", &Lookup), pairs);
  ParDo(pairs, Named("Running", Running{}));
  return internal::LowerGroupings(pipeline.state().graph(), false);
}

int Work(const std::string& file, const std::string& id, const std::string& control, const std::string& logging,
         bool bare) {
  // Until the worker ends: the driver's stages name steps of this graph.
  const runners::LiveGraph live(MakeGraph());
  runners::ProtoOptions options;
  options.function = [&](const internal::Node& node) { return live.FunctionOf(node); };
  options.window_function = [&](internal::WindowingId windowing) { return live.WindowFunctionOf(windowing); };
  {
    std::ofstream stream(file, std::ios::binary);
    runners::GraphToProto(live.graph(), options).SerializeToOstream(&stream);
  }
  if (bare) {
    RunBareLoop(id, control);
    return 0;
  }
  fn::StartWorkerRequest request;
  request.set_worker_id(id);
  request.mutable_control_endpoint()->set_url(control);
  request.mutable_logging_endpoint()->set_url(logging);
  const Status status =
      runners::RunPoolWorker(request, std::stop_token(), std::make_shared<runners::OperatorBundleFactory>());
  if (!status.ok()) std::fprintf(stderr, "driven_worker: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  beam::bench::Flags flags(argc, argv);
  const std::string file = flags.Text("pipeline", "/dev/null");
  const std::string id = flags.Text("id", "");
  const std::string control = flags.Text("control_endpoint", "");
  const std::string logging = flags.Text("logging_endpoint", "");
  const bool bare = flags.Switch("bare");
  flags.Finish();
  try {
    return beam::bench::Work(file, id, control, logging, bare);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "driven_worker: %s\n", error.what());
    return 1;
  }
}
