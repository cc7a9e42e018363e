// StageOf: a stage of a pipeline as a runner describes it to a worker.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <memory>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/exec/lowering.h"
#include "runners/harness/live_graphs.h"
#include "runners/harness/operator_bundle.h"
#include "runners/harness/shipped_step.h"
#include "runners/harness/shipped_windowing.h"
#include "runners/model/graph_to_proto.h"

namespace beam::runners {

// The part of a pipeline that a runner would hand to a worker: the transforms with these names, between a source and a sink.
class StageOf {
 public:
  // Functions go the way to another process, but for those that capture; or all stay in this one.
  explicit StageOf(Pipeline& pipeline, bool stays = false)
      : live_(internal::LowerGroupings(pipeline.state().graph(), false)) {
    ProtoOptions options;
    options.function = [&](const internal::Node& node) {
      if (stays) return live_.FunctionOf(node);
      try {
        return ShipStep(live_.graph(), node);
      } catch (const Error&) {
        return live_.FunctionOf(node);
      }
    };
    options.window_function = [&](internal::WindowingId windowing) {
      if (stays) return live_.WindowFunctionOf(windowing);
      try {
        return ShipWindowFn(live_.graph(), windowing);
      } catch (const Error&) {
        return live_.WindowFunctionOf(windowing);
      }
    };
    proto_ = GraphToProto(live_.graph(), options);
    descriptor_.set_id("stage");
    *descriptor_.mutable_coders() = proto_.components().coders();
    *descriptor_.mutable_windowing_strategies() = proto_.components().windowing_strategies();
    *descriptor_.mutable_pcollections() = proto_.components().pcollections();
  }

  StageOf& With(const std::string& unique_name) {
    for (const auto& [id, transform] : proto_.components().transforms()) {
      if (transform.unique_name() == unique_name) {
        (*descriptor_.mutable_transforms())[id] = transform;
        return *this;
      }
    }
    throw Error(StatusCode::kNotFound, "there is no transform '" + unique_name + "'");
  }
  // Another URN for a combining transform, as a runner that lifts it gives.
  StageOf& WithPart(const std::string& unique_name, const std::string& urn, const std::string& from,
                    const std::string& to) {
    With(unique_name);
    for (auto& [id, transform] : *descriptor_.mutable_transforms()) {
      if (transform.unique_name() != unique_name) continue;
      transform.mutable_spec()->set_urn(urn);
      transform.clear_subtransforms();
      transform.clear_inputs();
      transform.clear_outputs();
      (*transform.mutable_inputs())["i0"] = from;
      (*transform.mutable_outputs())["i0"] = to;
    }
    return *this;
  }
  std::string IdOf(const std::string& unique_name) const {
    for (const auto& [id, transform] : proto_.components().transforms()) {
      if (transform.unique_name() == unique_name) return id;
    }
    throw Error(StatusCode::kNotFound, "there is no transform '" + unique_name + "'");
  }
  std::string InputOf(const std::string& unique_name) const { return Find(unique_name).inputs().at(kMainInput); }
  bool HasOutput(const std::string& unique_name) const { return Find(unique_name).outputs_size() > 0; }
  std::string OutputOf(const std::string& unique_name) const { return Find(unique_name).outputs().begin()->second; }
  // `coder`: of the elements; by default that of the collection.
  StageOf& Source(const std::string& collection, std::string coder = "") {
    Port("source", "beam:runner:source:v1", coder.empty() ? CoderOf(collection) : coder, WindowCoderOf(collection));
    (*descriptor_.mutable_transforms())["source"].mutable_outputs()->insert({"out", collection});
    return *this;
  }
  StageOf& Sink(const std::string& collection, std::string coder = "") {
    Port("sink", "beam:runner:sink:v1", coder.empty() ? CoderOf(collection) : coder, WindowCoderOf(collection));
    (*descriptor_.mutable_transforms())["sink"].mutable_inputs()->insert({"in", collection});
    return *this;
  }
  std::string CoderOf(const std::string& collection) const {
    return descriptor_.pcollections().at(collection).coder_id();
  }
  // The same coder, with iterables of which a runner keeps a part.
  std::string StateBacked(const std::string& id) {
    const model::Coder coder = descriptor_.coders().at(id);
    const bool is_iterable = coder.spec().urn() == "beam:coder:iterable:v1";
    if (!is_iterable && coder.component_coder_ids().empty()) return id;
    std::vector<std::string> components;
    for (const std::string& component : coder.component_coder_ids()) components.push_back(StateBacked(component));
    return AddCoder(is_iterable ? "beam:coder:state_backed_iterable:v1" : coder.spec().urn(), components);
  }
  std::string AddCoder(const std::string& urn, const std::vector<std::string>& components) {
    const std::string id = "added" + std::to_string(descriptor_.coders_size());
    model::Coder& coder = (*descriptor_.mutable_coders())[id];
    coder.mutable_spec()->set_urn(urn);
    for (const std::string& component : components) coder.add_component_coder_ids(component);
    return id;
  }

  /// Gives source and sink the address of a data stream.
  StageOf& Connect(const std::string& address) {
    for (const char* end : {"source", "sink"}) {
      model::PTransform& transform = (*descriptor_.mutable_transforms())[end];
      fn::RemoteGrpcPort port;
      port.ParseFromString(transform.spec().payload());
      port.mutable_api_service_descriptor()->set_url(address);
      transform.mutable_spec()->set_payload(port.SerializeAsString());
    }
    return *this;
  }

  const model::Pipeline& proto() const { return proto_; }
  fn::ProcessBundleDescriptor& descriptor() { return descriptor_; }
  std::unique_ptr<BundleProcessor> Make() { return OperatorBundleFactory().Make(descriptor_); }

 private:
  const model::PTransform& Find(const std::string& unique_name) const {
    for (const auto& [id, transform] : proto_.components().transforms()) {
      if (transform.unique_name() == unique_name) return transform;
    }
    throw Error(StatusCode::kNotFound, "there is no transform '" + unique_name + "'");
  }
  std::string WindowCoderOf(const std::string& collection) const {
    const std::string& windowing = descriptor_.pcollections().at(collection).windowing_strategy_id();
    return descriptor_.windowing_strategies().at(windowing).window_coder_id();
  }
  void Port(const std::string& id, const std::string& urn, const std::string& element, const std::string& window) {
    fn::RemoteGrpcPort port;
    port.set_coder_id(AddCoder("beam:coder:windowed_value:v1", {element, window}));
    model::PTransform& transform = (*descriptor_.mutable_transforms())[id];
    transform.set_unique_name(id);
    transform.mutable_spec()->set_urn(urn);
    transform.mutable_spec()->set_payload(port.SerializeAsString());
  }

  LiveGraph live_;
  model::Pipeline proto_;
  fn::ProcessBundleDescriptor descriptor_;
};

}  // namespace beam::runners
