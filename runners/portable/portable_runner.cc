#include "runners/portable/portable_runner.h"

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/cancellation.h"
#include "beam/base/error.h"
#include "beam/exec/lowering.h"
#include "runners/harness/shipped_step.h"
#include "runners/harness/shipped_windowing.h"
#include "runners/model/graph_to_proto.h"
#include "runners/portable/job_follower.h"
#include "runners/portable/loopback_workers.h"
#include "runners/portable/portable_options.h"
#include "runners/portable/submit_job.h"
#include "runners/portable/submitted_program.h"
#include "runners/portable/user_metrics.h"
#include "runners/portable/worker_files.h"
#include "runners/portable/worker_leases.h"
#include "runners/portable/worker_main.h"

namespace beam::runners {

namespace {

// How often a run that waits looks whether Ctrl-C was pressed.
constexpr std::chrono::milliseconds kCancelPoll(50);
// How long a runner may take to replace a worker that died. Some never do.
constexpr std::chrono::seconds kReplacementPatience(20);

void Print(const jobs::JobMessage& message) {
  if (message.importance() < jobs::JobMessage::JOB_MESSAGE_WARNING) return;
  std::fprintf(stderr, "job: %s\n", message.message_text().c_str());
}

// Services put words of their own around what a worker said, which begins with the name of its code. The worker's words come
// first then; what the service said has been printed with the job's messages.
Status WorkersError(const Status& status) {
  const std::string& text = status.message();
  StatusCode code = status.code();
  std::size_t begin = std::string::npos;
  std::size_t end = std::string::npos;
  for (int number = 1; number <= static_cast<int>(StatusCode::kDataLoss); ++number) {
    const auto candidate = static_cast<StatusCode>(number);
    const std::string name = std::string(StatusCodeName(candidate)) + ": ";
    const std::size_t at = text.find(name);
    if (at >= begin) continue;
    begin = at;
    end = at + name.size();
    code = candidate;
  }
  if (begin == std::string::npos) return status;
  Status error(code, text.substr(end, text.find("\n", end) - end));
  constexpr std::string_view kWhile = "\n  while ";
  for (std::size_t at = text.find(kWhile, end); at != std::string::npos; at = text.find(kWhile, at + 1)) {
    const std::size_t from = at + kWhile.size();
    error = std::move(error).While(text.substr(from, text.find("\n", from) - from));
  }
  for (const std::string& doing : status.context()) error = std::move(error).While(doing);
  return error;
}

JobEnd EndByLostWorker(pid_t pid, const std::string& what_came_of_it) {
  return {jobs::JobState::FAILED,
          Status(StatusCode::kUnavailable, "a worker process died or gave up, and " + what_came_of_it +
                                               "; the worker's output or the system's log may say why (it may be of "
                                               "another build, or have been short of memory); process id = " +
                                               std::to_string(pid))};
}

// A service whose worker has died may know no more than that a connection has ended.
JobEnd WithLostWorker(JobEnd end, WorkerLeases& leases) {
  const bool of_connection =
      end.status.code() == StatusCode::kCancelled || end.status.code() == StatusCode::kUnavailable;
  const std::string& said = end.status.message();
  const bool of_step = said.starts_with("Step '") || said.starts_with("Grouping '");
  if (end.state != jobs::JobState::FAILED || !of_connection || of_step) return end;
  const std::optional<pid_t> lost = leases.FindLost(WorkerLeases::Clock::now(), std::chrono::seconds(0));
  if (!lost) return end;
  JobEnd by_worker = EndByLostWorker(*lost, "with it the job, of which the service said '" + said + "'");
  for (const std::string& doing : end.status.context()) {
    by_worker.status = std::move(by_worker.status).While(doing);
  }
  return by_worker;
}

// With what workers said as the status.
JobEnd WaitOrCancel(JobClient& client, JobFollower& follower, WorkerLeases* leases) {
  bool cancelled = false;
  while (true) {
    if (std::optional<JobEnd> end = follower.Wait(kCancelPoll)) {
      end->status = WorkersError(end->status);
      return leases == nullptr || cancelled ? *end : WithLostWorker(std::move(*end), *leases);
    }
    if (leases != nullptr) {
      const std::optional<pid_t> lost = leases->FindLost(WorkerLeases::Clock::now(), kReplacementPatience);
      if (lost) {
        client.Cancel(follower.job_id());
        return EndByLostWorker(*lost, "the runner has not replaced it, so the job was cancelled");
      }
    }
    if (cancelled || !internal::CancelRequested()) continue;
    cancelled = true;
    client.Cancel(follower.job_id());
  }
}

PipelineResult ResultOf(const JobEnd& end) {
  switch (end.state) {
    case jobs::JobState::DONE:
    case jobs::JobState::UPDATED:
    case jobs::JobState::DRAINED:
      return PipelineResult(PipelineState::kDone, Status());
    case jobs::JobState::CANCELLED:
      return PipelineResult(PipelineState::kCancelled, Status());
    default:
      return PipelineResult(PipelineState::kFailed, end.status);
  }
}

// The counts that the service has of our collections, which GraphToProto named after their numbers.
ElementCounts CountsOf(const jobs::MetricResults& metrics, const internal::Graph& graph) {
  std::map<std::string, std::uint64_t> counts;
  const auto add = [&](const auto& infos) {
    for (const model::MonitoringInfo& info : infos) {
      const auto label = info.labels().find("PCOLLECTION");
      if (info.urn() != "beam:metric:element_count:v1" || label == info.labels().end()) continue;
      ByteReader reader(info.payload());
      counts[label->second] = reader.ReadVarint();
    }
  };
  add(metrics.attempted());
  add(metrics.committed());
  ElementCounts steps;
  for (const internal::Node& node : graph.nodes()) {
    std::uint64_t total = 0;
    bool known = false;
    for (const internal::CollectionId output : node.outputs) {
      const auto found = counts.find(CollectionName(output));
      if (found == counts.end()) continue;
      known = true;
      total += found->second;
    }
    if (known && !node.inner) steps.Add(node.user_name(), total);
  }
  return steps;
}

}  // namespace

PipelineResult PortableRunner::Run(const internal::Graph& graph, const RunOptions& options) {
  PortableOptions portable = MakePortableOptions(options, default_endpoint_);
  // Nothing to run; Flink fails a job without steps.
  if (graph.nodes().empty()) return PipelineResult(PipelineState::kDone, Status());
  const internal::Graph lowered = internal::LowerGroupings(graph, false);
  std::optional<LoopbackWorkers> loopback;
  if (portable.workers.where == WorkersIn::kLoopback) loopback.emplace(lowered, portable.files);
  std::optional<WorkerLeases> leases;
  if (portable.workers.where == WorkersIn::kProcess || portable.workers.where == WorkersIn::kExternal) leases.emplace();
  ProtoOptions proto;
  proto.environment =
      loopback ? loopback->environment() : EnvironmentFor(portable.workers, leases ? leases->name() : std::string());
  for (const auto& [urn, hint] : portable.resource_hints) (*proto.environment.mutable_resource_hints())[urn] = hint;
  if (portable.stage_program) StageThisProgram(proto.environment, portable.job_options);
  if (!loopback) StageFiles(portable.files, proto.environment);
  proto.function = [&](const internal::Node& node) {
    return loopback ? loopback->FunctionOf(node) : ShipStep(lowered, node);
  };
  proto.window_function = [&](internal::WindowingId windowing) {
    return loopback ? loopback->WindowFunctionOf(windowing) : ShipWindowFn(lowered, windowing);
  };
  try {
    JobClient client(portable.job_endpoint);
    const JobSubmission submission{GraphToProto(lowered, proto), portable.job_options, portable.job_name};
    JobFollower follower(client, SubmitJob(client, submission), &Print);
    PipelineResult result = ResultOf(WaitOrCancel(client, follower, leases ? &*leases : nullptr));
    try {
      const jobs::MetricResults metrics = client.GetMetrics(follower.job_id());
      result.set_element_counts(CountsOf(metrics, lowered));
      result.set_metrics(UserMetricsOf(metrics, lowered));
    } catch (const Error&) {
      // The job has ended, and a service that keeps no counts of it, or is gone by now, changes nothing about how.
    }
    return result;
  } catch (const Error& error) {
    return PipelineResult(PipelineState::kFailed, error.status());
  }
}

}  // namespace beam::runners

// Named in the link options of target `beam_portable` (-u), so that the linker keeps this file although nobody calls it.
extern "C" {
extern const bool beam_runner_portable;
const bool beam_runner_portable = [] {
  const auto add = [](const char* name, const char* endpoint) {
    beam::RegisterRunner(name, [endpoint] { return std::make_unique<beam::runners::PortableRunner>(endpoint); });
  };
  beam::RegisterWorkerMain(&beam::runners::WorkerMain);
  add("portable", "");
  add("prism", "localhost:8073");
  add("flink", "localhost:8099");
  add("spark", "localhost:8099");
  return true;
}();
}
