// Lies over the Fn API: descriptors that contradict themselves, data and states that do not decode, instructions out of place. Each
// must fail what it belongs to, and the worker goes on.
//
//   fn_api_random [COUNT [SEED]]      tells COUNT lies, a tenth of them to a worker over its streams
#include <google/protobuf/stubs/logging.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"
#include "coders/state_backed_iterable.h"
#include "test/fuzz/lying_runner.h"
#include "test/fuzz/mutate_bytes.h"
#include "test/fuzz/mutate_message.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/stage_of.h"
#include "transforms/sum.h"

namespace {

using beam::KV;
using beam::runners::FakeServices;
using beam::runners::StageOf;
using beam::testing::LyingRunner;

namespace fn = org::apache::beam::model::fn_execution::v1;

using Words = KV<std::string, std::int64_t>;

// Lies add up to any number, which is no fault of who adds.
std::int64_t Wrapping(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

/// An honest stage, elements for it, and what its side input holds.
struct Honest {
  fn::ProcessBundleDescriptor stage;
  std::string data;
  std::string side;
};

fn::ProcessBundleDescriptor StageBetween(beam::Pipeline& p, const std::string& step) {
  StageOf stage(p);
  stage.With(step).Source(stage.InputOf(step)).Sink(stage.OutputOf(step));
  return stage.descriptor();
}

Honest MapStage() {
  beam::Pipeline p;
  beam::Map(beam::Create(p, {Words{"a", 1}}), beam::Named("Swap", [](const std::string& word, std::int64_t n) {
              return KV<std::int64_t, std::string>{n, word};
            }));
  return {StageBetween(p, "Swap"), beam::runners::Encoded<Words>({{"to", 1}, {"be", 2}, {"", -3}}), ""};
}

Honest PrecombineStage() {
  beam::Pipeline p;
  beam::SumPerKey(beam::Create(p, {Words{"a", 1}}));
  StageOf stage(p);
  std::string name;
  std::string id;
  for (const auto& [key, transform] : stage.proto().components().transforms()) {
    if (transform.spec().urn() == "beam:transform:combine_per_key_precombine:v1") name = transform.unique_name();
  }
  stage.With(name).Source(stage.InputOf(name)).Sink(stage.OutputOf(name));
  return {stage.descriptor(), beam::runners::Encoded<Words>({{"to", 1}, {"be", 2}, {"to", 3}}), ""};
}

Honest SideInputStage() {
  beam::Pipeline p;
  const auto numbers = beam::Create(p, {std::int64_t{1}});
  beam::Map(numbers,
            beam::Named("Add",
                        [](std::int64_t n, const std::vector<std::int64_t>& all) {
                          return Wrapping(n, static_cast<std::int64_t>(all.size()));
                        }),
            numbers);
  std::string side;
  beam::ByteWriter writer(side);
  for (const std::int64_t n : {5, 6, 700}) beam::internal::EncodeNested(n, writer);
  return {StageBetween(p, "Add"), beam::runners::Encoded<std::int64_t>({1, 2, 3}), side};
}

// Looks keys up in a side input that has all of them, and so is asked for by key and, in the end, as a whole.
Honest LookupStage() {
  using Table = KV<std::int64_t, std::int64_t>;
  beam::Pipeline p;
  beam::Map(beam::Create(p, {std::int64_t{1}}),
            beam::Named("Look",
                        [](std::int64_t n, beam::MultiMapView<std::int64_t, std::int64_t> table) {
                          std::int64_t sum = n < 0 ? static_cast<std::int64_t>(table.size()) : 0;
                          for (const std::int64_t value : table.Find(n)) sum = Wrapping(sum, value);
                          return sum;
                        }),
            beam::Create<Table>(p, {{1, 2}}));
  // As many numbers are pairs and values.
  std::string side;
  beam::ByteWriter writer(side);
  for (const std::int64_t n : {5, 6, 700, -1}) beam::internal::EncodeNested(n, writer);
  return {StageBetween(p, "Look"), beam::runners::Encoded<std::int64_t>({1, 2, 1, -3, 5, 9}), side};
}

struct Running {
  beam::ValueState<std::int64_t, "sum"> sum;
  beam::BagState<std::int64_t, "seen"> seen;
  beam::EventTimer<"end"> end;
  std::int64_t ProcessElement(beam::EventTime t, const std::string&, std::int64_t n) {
    seen.Add(n);
    sum.Write(Wrapping(sum.ReadOr(0), n));
    end.Set(t);
    return *sum.Read();
  }
  void OnTimer(beam::EventTimer<"end">&, const std::string&, beam::Emitter<std::int64_t> out) { out(sum.ReadOr(0)); }
};

Honest StateStage() {
  beam::Pipeline p;
  beam::ParDo(beam::Create(p, {Words{"a", 1}}), beam::Named("Running", Running()));
  return {StageBetween(p, "Running"), beam::runners::Encoded<Words>({{"to", 1}, {"be", 2}, {"to", 3}}),
          beam::EncodeElement(std::int64_t{700})};
}

// Groups of which the runner keeps a part, with lengths in front of the values if `prefixed`.
Honest GroupStage(bool prefixed) {
  beam::Pipeline p;
  beam::ParDo(beam::GroupByKey(beam::Create(p, {Words{"a", 1}})),
              beam::Named("Add", [](const std::string&, beam::Iter<std::int64_t> values) {
                std::int64_t sum = 0;
                for (const std::int64_t value : values) sum = Wrapping(sum, value);
                for (const std::int64_t value : values) sum ^= value;
                return sum;
              }));
  StageOf stage(p);
  stage.With("Add");
  const std::string input = stage.InputOf("Add");
  std::string wire = stage.StateBacked(stage.CoderOf(input));
  if (prefixed) {
    const auto kv = stage.descriptor().coders().at(wire).component_coder_ids();
    const std::string number = stage.descriptor().coders().at(kv[1]).component_coder_ids(0);
    const std::string values = stage.AddCoder("beam:coder:state_backed_iterable:v1",
                                              {stage.AddCoder("beam:coder:length_prefix:v1", {number})});
    wire = stage.AddCoder("beam:coder:kv:v1", {kv[0], values});
  }
  stage.Source(input, wire).Sink(stage.OutputOf("Add"));
  std::string rest;
  for (const std::int64_t n : {5, 6, 700}) {
    const std::string bytes = beam::EncodeElement(n);
    rest += prefixed ? beam::EncodeElement(bytes) : bytes;
  }
  const auto data = [&](const auto& one) {
    using Value = std::decay_t<decltype(one)>;
    using Group = KV<std::string, beam::StateBackedIterable<Value>>;
    return beam::runners::Encoded<Group>({{"to", {{one, one}, "token"}}, {"be", {{}, "token"}}, {"or", {{one}, {}}}});
  };
  return {stage.descriptor(), prefixed ? data(beam::EncodeElement(std::int64_t{300})) : data(std::int64_t{300}), rest};
}

// A source of the honest descriptor, over a stream.
fn::ProcessBundleDescriptor WithStreams(fn::ProcessBundleDescriptor stage) {
  for (auto& [id, transform] : *stage.mutable_transforms()) {
    if (transform.spec().urn() != "beam:runner:source:v1" && transform.spec().urn() != "beam:runner:sink:v1") continue;
    fn::RemoteGrpcPort port;
    port.ParseFromString(transform.spec().payload());
    port.mutable_api_service_descriptor()->set_url("data");
    transform.mutable_spec()->set_payload(port.SerializeAsString());
  }
  stage.mutable_state_api_service_descriptor()->set_url("state");
  stage.mutable_timer_api_service_descriptor()->set_url("data");
  return stage;
}

// One bundle of a stage that somebody lied about. Errors are right, everything else is not.
void RunBundle(const fn::ProcessBundleDescriptor& stage, const std::string& data, const std::string& side) {
  try {
    const auto processor = beam::runners::OperatorBundleFactory().Make(stage);
    FakeServices services;
    services.pages_of_all = side;
    services.bags_hold = side;
    processor->Start(services);
    processor->ProcessData("source", data);
    processor->Finish();
  } catch (const beam::Error&) {
  }
}

void LieAboutOne(const Honest& honest, std::mt19937_64& random) {
  Honest lie = honest;
  switch (random() % 3) {
    case 0:
      beam::testing::MutateMessage(lie.stage, random);
      break;
    case 1:
      beam::testing::MutateBytes(lie.data, random);
      break;
    default:
      if (lie.side.empty()) {
        beam::testing::MutateMessage(lie.stage, random);
      } else {
        beam::testing::MutateBytes(lie.side, random);
      }
      break;
  }
  RunBundle(lie.stage, lie.data, lie.side);
}

// Lies to a worker; every fifty of them it must show that it lives.
void LieToWorkers(const Honest& honest, std::uint64_t count, std::mt19937_64& random) {
  constexpr std::uint64_t kWorkerLies = 1000;
  for (std::uint64_t told = 0; told < count;) {
    LyingRunner runner(WithStreams(honest.stage), honest.data, honest.side, random());
    for (std::uint64_t i = 0; i < kWorkerLies && told < count; ++i, ++told) {
      runner.Lie(random);
      if (told % 50 == 49) runner.RequireAlive();
    }
    const beam::Status end = runner.End();
    if (!end.ok()) throw beam::Error(end.While("ending a worker that was lied to"));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 5'000;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : std::random_device()();
  std::printf("fn_api_random: %llu lies, seed %llu\n", static_cast<unsigned long long>(count),
              static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  // Protobuf tells about every text that is none.
  google::protobuf::SetLogHandler(nullptr);
  std::mt19937_64 random(seed);
  try {
    const std::vector<Honest> honest = {MapStage(),    PrecombineStage(), SideInputStage(), StateStage(),
                                        LookupStage(), GroupStage(false), GroupStage(true)};
    for (const Honest& each : honest) RunBundle(each.stage, each.data, each.side);
    const std::uint64_t to_workers = count / 40;
    for (const std::size_t stage : {0, 2, 3, 4, 5}) LieToWorkers(honest[stage], to_workers, random);
    for (std::uint64_t i = 5 * to_workers; i < count; ++i) LieAboutOne(honest[i % honest.size()], random);
  } catch (const std::exception& error) {
    std::printf("fn_api_random: FAILED: %s\n", error.what());
    return EXIT_FAILURE;
  }
  std::puts("fn_api_random: all survived");
  return EXIT_SUCCESS;
}
