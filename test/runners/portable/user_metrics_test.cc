// What a job service tells of user metrics, by the user's steps.
#include "runners/portable/user_metrics.h"

#include <catch2/catch.hpp>
#include <string>

#include "beam/graph/urns.h"
#include "runners/model/user_metric_info.h"

namespace beam::runners {
namespace {

namespace jobs = org::apache::beam::model::job_management::v1;

class Told {
 public:
  Told() {
    for (const char* name : {"Create", "Words/Split", "Words/Split#2", "Sum/Extract"}) {
      graph_.AddNode(internal::NodeKind::kFused, internal::urn::kParDo, name, {});
    }
    graph_.node(3).part_of = "Sum";
  }
  Told& Committed(const std::string& label, std::int64_t n) {
    *metrics_.add_committed() = UserMetricInfo(label, {"n", "c", n});
    return *this;
  }
  Told& Attempted(const std::string& label, std::int64_t n) {
    *metrics_.add_attempted() = UserMetricInfo(label, {"n", "c", n});
    return *this;
  }
  MetricResults Results() const { return UserMetricsOf(metrics_, graph_); }
  // The step that a service's word stands for.
  std::string StepOf(const std::string& label) { return Told().Committed(label, 1).Results().counters()[0].step; }

 private:
  internal::Graph graph_;
  jobs::MetricResults metrics_;
};

TEST_CASE("a step is known by its id, by ids made of it, and by its name") {
  Told told;
  CHECK(told.StepOf("t1") == "Words/Split");
  CHECK(told.StepOf("t2") == "Words/Split#2");
  CHECK(told.StepOf("t3") == "Sum");
  CHECK(told.StepOf("t3_Merge") == "Sum");
  CHECK(told.StepOf("et3_lift") == "Sum");
  CHECK(told.StepOf("Words/Split") == "Words/Split");
  CHECK(told.StepOf("Words/Split#2") == "Words/Split#2");
  CHECK(told.StepOf("Words/Split/Precombine") == "Words/Split");
  CHECK(told.StepOf("t10") == "t10");
  CHECK(told.StepOf("Word") == "Word");
}

TEST_CASE("parts of a step are added up; what is committed and what was attempted stay apart") {
  const MetricResults results =
      Told().Committed("et3_lift", 10).Committed("et3_merge", 2).Attempted("t3_x", 20).Attempted("t1", 1).Results();
  const auto counters = results.counters();
  REQUIRE(counters.size() == 2);
  CHECK(counters[0].step == "Sum");
  CHECK(counters[0].committed == 12);
  CHECK(counters[0].attempted == 20);
  CHECK(counters[1].step == "Words/Split");
  CHECK_FALSE(counters[1].committed.has_value());
  CHECK(results.Counter("n", "c") == 13);
}

TEST_CASE("system metrics are none of the user's") {
  jobs::MetricResults metrics;
  metrics.add_committed()->set_urn("beam:metric:element_count:v1");
  CHECK(UserMetricsOf(metrics, internal::Graph()).empty());
}

}  // namespace
}  // namespace beam::runners
