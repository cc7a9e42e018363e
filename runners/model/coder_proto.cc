#include "runners/model/coder_proto.h"

#include "beam/exec/wire_form.h"
#include "runners/model/graph_to_proto.h"

namespace beam::runners {

CoderSpec SpecOf(const internal::ElementType* type) {
  const internal::WireForm* form = type == nullptr ? nullptr : type->wire_form();
  return form == nullptr ? CoderSpec{kNoCoderUrn, {}, {}} : form->spec();
}

bool IsCoder(const google::protobuf::Map<std::string, org::apache::beam::model::pipeline::v1::Coder>& coders,
             const std::string& id, const CoderSpec& spec) {
  const auto found = coders.find(id);
  if (found == coders.end()) return false;
  const auto& components = found->second.component_coder_ids();
  if (found->second.spec().urn() != spec.urn || found->second.spec().payload() != spec.payload ||
      static_cast<std::size_t>(components.size()) != spec.components.size()) {
    return false;
  }
  for (int i = 0; i < components.size(); ++i) {
    if (!IsCoder(coders, components[i], spec.components[static_cast<std::size_t>(i)])) return false;
  }
  return true;
}

}  // namespace beam::runners
