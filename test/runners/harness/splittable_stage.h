// SplittableStage: the parts of a splittable step between a source and a sink, as a runner describes them to a worker.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "beam/beam.h"
#include "beam/splittable.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {

/// What runners send to the part that processes restrictions.
template <class Element, class Restriction>
using SizedRestriction = KV<KV<Element, KV<Restriction, Timestamp>>, double>;

/// A pipeline with one step, "Step", that reads 64-bit integers.
template <class DoFn>
class SplittableStage {
 public:
  explicit SplittableStage(DoFn fn, bool stays = false) {
    ParDo(Create(p_, {std::int64_t{1}}), Named("Step", std::move(fn)));
    stage_ = std::make_unique<StageOf>(p_, stays);
    id_ = stage_->IdOf("Step");
    whole_ = stage_->proto().components().transforms().at(id_);
    payload_.ParseFromString(whole_.spec().payload());
    AddCollection("paired", stage_->AddCoder("beam:coder:kv:v1", {ElementCoder(), payload_.restriction_coder_id()}));
    const std::string size = stage_->AddCoder("beam:coder:double:v1", {});
    AddCollection("sized", stage_->AddCoder("beam:coder:kv:v1", {stage_->CoderOf("paired"), size}));
  }

  /// What stands in front of the exchange.
  std::unique_ptr<BundleProcessor> MakeFront() {
    stage_->Source(Input());
    Add("pair", "beam:transform:sdf_pair_with_restriction:v1", Input(), "paired");
    Add("split", "beam:transform:sdf_split_and_size_restrictions:v1", "paired", "sized");
    stage_->Sink("sized");
    return stage_->Make();
  }
  std::unique_ptr<BundleProcessor> MakeTruncate() {
    stage_->Source("sized");
    Add("truncate", "beam:transform:sdf_truncate_sized_restrictions:v1", "sized", "sized2");
    AddCollection("sized2", stage_->CoderOf("sized"));
    stage_->Sink("sized2");
    return stage_->Make();
  }
  /// The part that processes restrictions, "process".
  StageOf& AddProcess() {
    stage_->Source("sized");
    model::PTransform& process =
        Add("process", "beam:transform:sdf_process_sized_element_and_restrictions:v1", "sized", "");
    *process.mutable_outputs() = whole_.outputs();
    stage_->Sink(whole_.outputs().begin()->second);
    return *stage_;
  }
  std::unique_ptr<BundleProcessor> MakeProcess() { return AddProcess().Make(); }

  StageOf& stage() { return *stage_; }
  const model::ParDoPayload& payload() const { return payload_; }
  const model::PTransform& whole() const { return whole_; }
  std::string Input() const { return whole_.inputs().at(kMainInput); }

 private:
  std::string ElementCoder() const { return stage_->CoderOf(Input()); }
  void AddCollection(const std::string& id, const std::string& coder) {
    auto& collections = *stage_->descriptor().mutable_pcollections();
    model::PCollection collection = collections.at(Input());
    collection.set_unique_name(id);
    collection.set_coder_id(coder);
    collections[id] = collection;
  }
  model::PTransform& Add(const std::string& id, const std::string& urn, const std::string& from,
                         const std::string& to) {
    model::PTransform& part = (*stage_->descriptor().mutable_transforms())[id];
    part = whole_;
    part.set_unique_name(id);
    part.mutable_spec()->set_urn(urn);
    (*part.mutable_inputs())[kMainInput] = from;
    part.clear_outputs();
    if (!to.empty()) (*part.mutable_outputs())["out0"] = to;
    return part;
  }

  Pipeline p_;
  std::unique_ptr<StageOf> stage_;
  std::string id_;
  model::PTransform whole_;
  model::ParDoPayload payload_;
};

}  // namespace beam::runners
