// What bundles tell of their elements and their time.
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "runners/harness/operator_bundle.h"
#include "runners/model/user_metric_info.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

using Numbers = std::vector<std::int64_t>;

void RunBundle(BundleProcessor& processor, const std::string& bytes) {
  FakeServices services;
  processor.Start(services);
  processor.ProcessData("source", bytes);
  processor.Finish();
}

// The numbers in the payload of each info with this URN, by what it is about.
std::map<std::string, Numbers> InfosOf(const BundleProcessor& processor, const std::string& urn) {
  std::map<std::string, Numbers> found;
  for (const model::MonitoringInfo& info : processor.MonitoringInfos()) {
    if (info.urn() != urn) continue;
    Numbers& numbers = found[info.labels().begin()->second];
    for (ByteReader reader(info.payload()); !reader.empty();) {
      numbers.push_back(static_cast<std::int64_t>(reader.ReadVarint()));
    }
  }
  return found;
}

// A stage of the step "Step" between a source and a sink.
template <class Fn>
struct Stage {
  Stage(const std::vector<std::int64_t>& values, Fn fn) {
    ParDo(Create(p, values), Named("Step", fn));
    stage = std::make_unique<StageOf>(p, true);
    stage->With("Step").Source(stage->InputOf("Step")).Sink(stage->OutputOf("Step"));
    id = stage->IdOf("Step");
    input = stage->InputOf("Step");
    output = stage->OutputOf("Step");
    processor = factory.Make(stage->descriptor());
  }
  Pipeline p;
  std::unique_ptr<StageOf> stage;
  std::string id;
  std::string input;
  std::string output;
  OperatorBundleFactory factory;
  std::unique_ptr<BundleProcessor> processor;
};

std::int64_t Double(std::int64_t n) { return 2 * n; }

TEST_CASE("elements are counted by collection and by what was read of a source, bundle by bundle") {
  Stage stage({1}, &Double);
  for (const Numbers& bundle : {Numbers{1, 2, 3}, Numbers{4}}) {
    RunBundle(*stage.processor, Encoded(bundle));
    const auto count = static_cast<std::int64_t>(bundle.size());
    CHECK(InfosOf(*stage.processor, "beam:metric:element_count:v1") ==
          std::map<std::string, Numbers>{{stage.input, {count}}, {stage.output, {count}}});
    CHECK(InfosOf(*stage.processor, "beam:metric:data_channel:read_index:v1") ==
          std::map<std::string, Numbers>{{"source", {count}}});
  }
}

TEST_CASE("the sizes of some elements are reported by collection: number, sum, least and most bytes") {
  Stage stage({1}, [](std::int64_t n) { return std::string(static_cast<std::size_t>(n), 'x'); });
  RunBundle(*stage.processor, Encoded<std::int64_t>({3, 5}));
  auto sizes = InfosOf(*stage.processor, "beam:metric:sampled_byte_size:v1");
  CHECK(sizes.at(stage.input) == Numbers{2, 2, 1, 1});
  CHECK(sizes.at(stage.output) == Numbers{2, 4 + 6, 4, 6});
  // Of many elements few are looked at.
  RunBundle(*stage.processor, Encoded<std::int64_t>(Numbers(10'000, 3)));
  sizes = InfosOf(*stage.processor, "beam:metric:sampled_byte_size:v1");
  CHECK(sizes.at(stage.output)[0] > 10);
  CHECK(sizes.at(stage.output)[0] < 100);
}

TEST_CASE("an element with an iterable in it is not looked at, since that could be all there is") {
  Stage stage({1}, [](std::int64_t n) { return std::vector<std::int64_t>{n}; });
  RunBundle(*stage.processor, Encoded<std::int64_t>({3}));
  CHECK(InfosOf(*stage.processor, "beam:metric:sampled_byte_size:v1").count(stage.output) == 0);
}

// Time passes inside of its methods as `passes` says.
struct Slow {
  const std::function<void(int)>* passes;
  void StartBundle() { (*passes)(3); }
  std::int64_t ProcessElement(std::int64_t n) {
    (*passes)(5);
    return n;
  }
  void FinishBundle() { (*passes)(11); }
};

TEST_CASE("the time that a step takes is reported by the phase of the bundle, and in all") {
  BundleProcessor* processor = nullptr;
  const std::function<void(int)> passes = [&](int ms) { processor->Passed(std::chrono::milliseconds(ms)); };
  Stage stage({1}, Slow{&passes});
  processor = stage.processor.get();
  for (int bundle = 0; bundle < 2; ++bundle) {
    RunBundle(*processor, Encoded<std::int64_t>({1, 2}));
    const auto phase = [&](const std::string& name) {
      return InfosOf(*processor, "beam:metric:pardo_execution_time:" + name + "_bundle_msecs:v1").at(stage.id);
    };
    CHECK(phase("start") == Numbers{3});
    CHECK(phase("process") == Numbers{10});
    CHECK(phase("finish") == Numbers{11});
    CHECK(InfosOf(*processor, "beam:metric:ptransform_execution_time:total_msecs:v1").at(stage.id) == Numbers{24});
  }
  // Between bundles it is nobody's.
  passes(100);
  CHECK(InfosOf(*processor, "beam:metric:ptransform_execution_time:total_msecs:v1").at(stage.id) == Numbers{24});
}

Numbers SamplesOf(OperatorBundleFactory& factory, const std::string& collection, bool by_name) {
  fn::SampleDataRequest request;
  if (by_name) request.add_pcollection_ids(collection);
  const fn::SampleDataResponse response = factory.SampleData(request);
  Numbers numbers;
  const auto found = response.element_samples().find(collection);
  if (found == response.element_samples().end()) return numbers;
  for (const fn::SampledElement& sample : found->second.elements()) {
    CHECK(sample.sample_timestamp().seconds() > 0);
    numbers.push_back(DecodeElement<std::int64_t>(sample.element()));
  }
  return numbers;
}

TEST_CASE("who asks for elements gets some from then on, and none twice") {
  Stage stage({1}, &Double);
  RunBundle(*stage.processor, Encoded<std::int64_t>({1}));
  CHECK(SamplesOf(stage.factory, stage.output, true).empty());
  RunBundle(*stage.processor, Encoded<std::int64_t>({2, 3}));
  CHECK(SamplesOf(stage.factory, stage.output, true) == Numbers{4, 6});
  CHECK(SamplesOf(stage.factory, stage.output, true).empty());
  CHECK(SamplesOf(stage.factory, stage.input, false) == Numbers{2, 3});
}

TEST_CASE("of the elements of a collection the last ten are kept that were looked at") {
  DataSamples samples;
  samples.Take({});
  for (std::int64_t i = 0; i < 13; ++i) samples.Add("c", EncodeElement(i));
  samples.Add("c", std::string(DataSamples::kMostBytes + 1, 'x'));
  const fn::SampleDataResponse response = samples.Take({});
  const auto& elements = response.element_samples().at("c").elements();
  REQUIRE(elements.size() == 10);
  CHECK(DecodeElement<std::int64_t>(elements.at(0).element()) == 3);
  CHECK(DecodeElement<std::int64_t>(elements.at(9).element()) == 12);
}

// The user metrics among the infos, as "transform space/name payload".
std::vector<std::string> UserMetricsOf(const BundleProcessor& processor) {
  std::vector<std::string> metrics;
  for (const model::MonitoringInfo& info : processor.MonitoringInfos()) {
    if (info.urn().rfind("beam:metric:user:", 0) != 0) continue;
    metrics.push_back(info.labels().at("PTRANSFORM") + " " + info.labels().at("NAMESPACE") + "/" +
                      info.labels().at("NAME") + " " + info.payload());
  }
  return metrics;
}

TEST_CASE("user metrics are reported by transform, bundle by bundle, also while the bundle runs") {
  Pipeline p;
  const Counter seen("space", "seen");
  const Counter odd("bytes that are no text: \xff");
  const auto numbers = Create(p, {std::int64_t{1}});
  const auto once = ParDo(numbers, Named("Once", [=](std::int64_t n) {
                            seen.Add();
                            return n;
                          }));
  ParDo(once, Named("Twice", [=](std::int64_t n) {
          seen.Add(2);
          if (n == 4) odd.Add();
          return n;
        }));
  StageOf stage(p);
  stage.With("Once").With("Twice").Source(stage.InputOf("Once")).Sink(stage.OutputOf("Twice"));
  const std::string first = stage.IdOf("Once");
  const std::string second = stage.IdOf("Twice");
  const auto processor = stage.Make();
  RunBundle(*processor, Encoded<std::int64_t>({1, 2, 3}));
  CHECK(UserMetricsOf(*processor) == std::vector<std::string>{first + " space/seen \x03", second + " space/seen \x06"});
  FakeServices services;
  processor->Start(services);
  CHECK(UserMetricsOf(*processor).empty());
  processor->ProcessData("source", Encoded<std::int64_t>({4}));
  CHECK(UserMetricsOf(*processor).at(0) == first + " space/seen \x01");
  processor->Finish();
  CHECK(UserMetricsOf(*processor) == std::vector<std::string>{first + " space/seen \x01", second + " space/seen \x02",
                                                              second + " user/bytes that are no text: \\xff \x01"});
}

}  // namespace
}  // namespace beam::runners
