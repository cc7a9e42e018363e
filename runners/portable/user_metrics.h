// UserMetricsOf: what a job service tells of a pipeline's user metrics, by the names of the user's steps.
#pragma once

#include <org/apache/beam/model/job_management/v1/beam_job_api.pb.h>

#include "beam/graph/graph.h"
#include "beam/metric_results.h"

namespace beam::runners {

/// `graph`: the one that was sent (graph_to_proto.h). Services name a step by the id that it was sent with, by an id that they
/// made of it for a part of the step, or by its name; what is none of these keeps the service's word for it.
MetricResults UserMetricsOf(const org::apache::beam::model::job_management::v1::MetricResults& metrics,
                            const internal::Graph& graph);

}  // namespace beam::runners
