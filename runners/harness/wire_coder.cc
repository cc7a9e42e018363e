#include "runners/harness/wire_coder.h"

#include "beam/base/error.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using Coders = google::protobuf::Map<std::string, model::Coder>;

// Deeper than any honest coder, and shallow enough for the stack.
constexpr int kMaxDepth = 100;

CoderSpec SpecOf(const Coders& coders, const std::string& id, int depth) {
  const auto found = coders.find(id);
  if (found == coders.end()) {
    throw Error(StatusCode::kInvalidArgument, "a descriptor names a coder that it does not hold; coder id = " + id);
  }
  if (depth > kMaxDepth) {
    throw Error(StatusCode::kInvalidArgument, "a descriptor holds a coder that contains itself; coder id = " + id);
  }
  CoderSpec spec{found->second.spec().urn(), found->second.spec().payload(), {}};
  for (const std::string& component : found->second.component_coder_ids()) {
    spec.components.push_back(SpecOf(coders, component, depth + 1));
  }
  return spec;
}

}  // namespace

CoderSpec WireCoderOf(const Coders& coders, const std::string& id) { return SpecOf(coders, id, 0); }

}  // namespace beam::runners
