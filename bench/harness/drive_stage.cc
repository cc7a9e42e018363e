#include "bench/harness/drive_stage.h"

#include <set>
#include <stdexcept>

namespace beam::bench {

namespace {

constexpr char kParDo[] = "beam:transform:pardo:v1";
constexpr char kCombine[] = "beam:transform:combine_per_key:v1";
constexpr char kPrecombine[] = "beam:transform:combine_per_key_precombine:v1";
constexpr char kKv[] = "beam:coder:kv:v1";
constexpr char kVarint[] = "beam:coder:varint:v1";
constexpr char kString[] = "beam:coder:string_utf8:v1";
constexpr char kToken[] = "always the same";

class StageBuilder {
 public:
  StageBuilder(const model::Pipeline& pipeline, std::string endpoint)
      : pipeline_(pipeline), endpoint_(std::move(endpoint)) {
    const model::Components& components = pipeline.components();
    descriptor_.set_id("stage");
    request_.set_process_bundle_descriptor_id("stage");
    *descriptor_.mutable_coders() = components.coders();
    *descriptor_.mutable_pcollections() = components.pcollections();
    *descriptor_.mutable_windowing_strategies() = components.windowing_strategies();
    *descriptor_.mutable_environments() = components.environments();
    descriptor_.mutable_state_api_service_descriptor()->set_url(endpoint_);
  }

  // The first transform with this URN and this in its name.
  std::pair<std::string, model::PTransform> Find(const std::string& urn, const std::string& name) const {
    for (const auto& [id, transform] : pipeline_.components().transforms()) {
      if (transform.spec().urn() == urn && transform.unique_name().find(name) != std::string::npos)
        return {id, transform};
    }
    throw std::runtime_error("the worker's pipeline has no " + urn + " named '" + name + "'");
  }
  void Add(const std::string& id, const model::PTransform& transform) {
    (*descriptor_.mutable_transforms())[id] = transform;
  }
  void AddSource(const std::string& collection) {
    (*AddPort(kDriveSource, "beam:runner:source:v1", collection).mutable_outputs())["out"] = collection;
  }
  void AddSink(const std::string& collection) {
    (*AddPort(kDriveSink, "beam:runner:sink:v1", collection).mutable_inputs())["in"] = collection;
  }
  // A collection like `model` with elements of another coder.
  std::string AddCollection(const std::string& like, const std::string& coder) {
    model::PCollection collection = descriptor_.pcollections().at(like);
    collection.set_unique_name("drive_combined");
    collection.set_coder_id(coder);
    (*descriptor_.mutable_pcollections())["drive_combined"] = collection;
    return "drive_combined";
  }
  std::string AddCoder(const std::string& urn, const std::vector<std::string>& components) {
    const std::string id = "drive_coder_" + std::to_string(descriptor_.coders_size());
    model::Coder& coder = (*descriptor_.mutable_coders())[id];
    coder.mutable_spec()->set_urn(urn);
    for (const std::string& component : components) coder.add_component_coder_ids(component);
    return id;
  }
  const model::Coder& CoderOf(const std::string& collection) const {
    return descriptor_.coders().at(descriptor_.pcollections().at(collection).coder_id());
  }
  // What a runner makes of an SDK's coder: parts that it does not know get a length in front.
  std::string Known(const std::string& id) {
    static const std::set<std::string> known = {"beam:coder:bytes:v1", kString, kVarint, "beam:coder:length_prefix:v1"};
    const model::Coder coder = descriptor_.coders().at(id);
    if (known.count(coder.spec().urn()) != 0) return id;
    if (coder.spec().urn() != kKv) return AddCoder("beam:coder:length_prefix:v1", {id});
    return AddCoder(kKv, {Known(coder.component_coder_ids(0)), Known(coder.component_coder_ids(1))});
  }

  void AddSideInputToken(const std::string& transform, const std::string& side_input) {
    fn::ProcessBundleRequest::CacheToken& token = *request_.add_cache_tokens();
    token.mutable_side_input()->set_transform_id(transform);
    token.mutable_side_input()->set_side_input_id(side_input);
    token.set_token(kToken);
  }
  void AddUserStateToken() {
    fn::ProcessBundleRequest::CacheToken& token = *request_.add_cache_tokens();
    token.mutable_user_state();
    token.set_token(kToken);
  }

  const fn::ProcessBundleDescriptor& descriptor() const { return descriptor_; }
  DriveStage Stage(AccumulatorForm accumulator = AccumulatorForm::kOpaque) const {
    return {descriptor_, request_, accumulator};
  }

 private:
  model::PTransform& AddPort(const std::string& id, const std::string& urn, const std::string& collection) {
    const std::string element = Known(descriptor_.pcollections().at(collection).coder_id());
    (*descriptor_.mutable_pcollections())[collection].set_coder_id(element);
    fn::RemoteGrpcPort port;
    port.mutable_api_service_descriptor()->set_url(endpoint_);
    port.set_coder_id(AddCoder("beam:coder:windowed_value:v1", {element, AddCoder("beam:coder:global_window:v1", {})}));
    model::PTransform& transform = (*descriptor_.mutable_transforms())[id];
    transform.set_unique_name(id);
    transform.mutable_spec()->set_urn(urn);
    transform.mutable_spec()->set_payload(port.SerializeAsString());
    return transform;
  }

  const model::Pipeline& pipeline_;
  const std::string endpoint_;
  fn::ProcessBundleDescriptor descriptor_;
  fn::ProcessBundleRequest request_;
};

// An SDK has coders of its own for what has a standard one only by mistake; then the driver could not write its elements.
void Require(const StageBuilder& builder, const std::string& collection, const std::string& urn) {
  const std::string& found = builder.CoderOf(collection).spec().urn();
  if (found != urn) throw std::runtime_error("the worker's elements are encoded by " + found + ", not by " + urn);
}

}  // namespace

DriveStage IdentityStage(const model::Pipeline& pipeline, const std::string& endpoint) {
  StageBuilder builder(pipeline, endpoint);
  const auto [id, transform] = builder.Find(kParDo, "Identity");
  const std::string& input = transform.inputs().begin()->second;
  Require(builder, input, "beam:coder:bytes:v1");
  builder.Add(id, transform);
  builder.AddSource(input);
  builder.AddSink(transform.outputs().begin()->second);
  return builder.Stage();
}

DriveStage SumStage(const model::Pipeline& pipeline, const std::string& endpoint) {
  StageBuilder builder(pipeline, endpoint);
  auto [id, transform] = builder.Find(kCombine, "");
  model::CombinePayload payload;
  if (!payload.ParseFromString(transform.spec().payload())) throw std::runtime_error("the combine has no payload");
  const std::string input = transform.inputs().begin()->second;
  Require(builder, input, kKv);
  const std::string key = builder.CoderOf(input).component_coder_ids(0);
  const std::string combined =
      builder.AddCollection(input, builder.AddCoder(kKv, {key, payload.accumulator_coder_id()}));
  transform.mutable_spec()->set_urn(kPrecombine);
  transform.clear_subtransforms();
  transform.clear_outputs();
  (*transform.mutable_outputs())["out"] = combined;
  builder.Add(id, transform);
  builder.AddSource(input);
  builder.AddSink(combined);
  const std::string& accumulator = builder.descriptor().coders().at(payload.accumulator_coder_id()).spec().urn();
  return builder.Stage(accumulator == kVarint ? AccumulatorForm::kVarint : AccumulatorForm::kOpaque);
}

DriveStage LookupStage(const model::Pipeline& pipeline, const std::string& endpoint, CacheTokens tokens) {
  StageBuilder builder(pipeline, endpoint);
  const auto [id, transform] = builder.Find(kParDo, "Lookup");
  model::ParDoPayload payload;
  if (!payload.ParseFromString(transform.spec().payload())) throw std::runtime_error("the ParDo has no payload");
  builder.Add(id, transform);
  for (const auto& [local, collection] : transform.inputs()) {
    if (payload.side_inputs().contains(local)) {
      Require(builder, collection, kKv);
      if (tokens == CacheTokens::kSame) builder.AddSideInputToken(id, local);
    } else {
      Require(builder, collection, kString);
      builder.AddSource(collection);
    }
  }
  builder.AddSink(transform.outputs().begin()->second);
  return builder.Stage();
}

DriveStage StateStage(const model::Pipeline& pipeline, const std::string& endpoint, CacheTokens tokens) {
  StageBuilder builder(pipeline, endpoint);
  const auto [id, transform] = builder.Find(kParDo, "Running");
  const std::string& input = transform.inputs().begin()->second;
  Require(builder, input, kKv);
  builder.Add(id, transform);
  if (tokens == CacheTokens::kSame) builder.AddUserStateToken();
  builder.AddSource(input);
  builder.AddSink(transform.outputs().begin()->second);
  return builder.Stage();
}

}  // namespace beam::bench
