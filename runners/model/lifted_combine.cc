#include "runners/model/lifted_combine.h"

#include <array>
#include <cstddef>

#include "beam/graph/urns.h"
#include "runners/model/graph_to_proto.h"
#include "runners/model/model_urns.h"
#include "runners/model/transform_error.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;

// In the order of the data flow.
constexpr std::array<std::string_view, 4> kParts = {model_urn::kPrecombine, internal::urn::kGroupByKey,
                                                    model_urn::kMergeAccumulators, model_urn::kExtractOutputs};
using Parts = std::array<const model::PTransform*, kParts.size()>;

// Null where the composite has none of it, or something else, too.
bool FindParts(const model::PTransform& composite, const model::Components& components, Parts& parts) {
  parts = {};
  for (const std::string& child : composite.subtransforms()) {
    const auto found = components.transforms().find(child);
    if (found == components.transforms().end()) return false;
    for (std::size_t part = 0; part < kParts.size(); ++part) {
      if (found->second.spec().urn() == kParts[part] && parts[part] == nullptr) parts[part] = &found->second;
    }
  }
  for (const model::PTransform* part : parts) {
    if (part == nullptr) return false;
  }
  return static_cast<std::size_t>(composite.subtransforms_size()) == kParts.size();
}

const std::string* OnlyOf(const google::protobuf::Map<std::string, std::string>& ends) {
  return ends.size() == 1 ? &ends.begin()->second : nullptr;
}

}  // namespace

bool IsCombinePart(std::string_view urn) {
  for (const std::string_view part : kParts) {
    if (urn == part && urn != internal::urn::kGroupByKey) return true;
  }
  return false;
}

std::shared_ptr<const model::PTransform> WholeCombine(const std::string& id, const model::PTransform& composite,
                                                      const model::Components& components) {
  Parts parts;
  if (!FindParts(composite, components, parts)) return nullptr;
  const std::string* reached = OnlyOf(parts[0]->inputs());
  for (std::size_t part = 0; part < kParts.size(); ++part) {
    const std::string* const input = OnlyOf(parts[part]->inputs());
    if (reached == nullptr || input == nullptr || *input != *reached) {
      FailTransform(composite, id, StatusCode::kInvalidArgument,
                    "has the parts of a combine_per_key, each of which was expected to read what the one before makes; "
                    "part = " +
                        parts[part]->unique_name());
    }
    reached = OnlyOf(parts[part]->outputs());
    if (part > 0 && IsCombinePart(kParts[part]) && parts[part]->spec().payload() != parts[0]->spec().payload()) {
      FailTransform(composite, id, StatusCode::kInvalidArgument,
                    "has the parts of a combine_per_key, which were expected to have one function; part = " +
                        parts[part]->unique_name());
    }
  }
  const auto whole = std::make_shared<model::PTransform>(composite);
  whole->mutable_spec()->set_urn(internal::urn::kCombinePerKey);
  whole->mutable_spec()->set_payload(parts[0]->spec().payload());
  whole->clear_inputs();
  whole->clear_outputs();
  (*whole->mutable_inputs())[kMainInput] = parts[0]->inputs().begin()->second;
  if (reached != nullptr) (*whole->mutable_outputs())[OutputName(0)] = *reached;
  return whole;
}

}  // namespace beam::runners
