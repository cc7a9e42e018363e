#include "runners/model/step_notes.h"

#include <charconv>
#include <string>
#include <string_view>

#include "beam/graph/element_type.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;

constexpr char kLine[] = "line";
constexpr char kPartOf[] = "part_of";
constexpr char kNamespace[] = "beam-cpp";
constexpr char kLabelled[] = "beam:display_data:labelled:v1";
constexpr char kInnerAnnotation[] = "beam:annotation:cpp_inner:v1";

void Show(const char* key, const char* label, const std::string& value, model::PTransform& transform) {
  model::LabelledPayload shown;
  shown.set_key(key);
  shown.set_label(label);
  shown.set_string_value(value);
  shown.set_namespace_(kNamespace);
  model::DisplayData& data = *transform.add_display_data();
  data.set_urn(kLabelled);
  data.set_payload(shown.SerializeAsString());
}

// "dir/file.cc:12"
void ReadLocation(std::string_view text, internal::CodeLocation& location) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return;
  unsigned line = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data() + colon + 1, end, line);
  if (error != std::errc() || stopped != end) return;
  location = {std::string(text.substr(0, colon)), line};
}

}  // namespace

void WriteStepNotes(const internal::Graph& graph, const internal::Node& node, model::PTransform& transform) {
  const std::string line = node.location.ToString();
  if (!line.empty()) {
    (*transform.mutable_annotations())[kLine] = line;
    Show(kLine, "Source line", line, transform);
  }
  if (!node.part_of.empty()) Show(kPartOf, "Part of", node.part_of, transform);
  for (const internal::CollectionId output : node.outputs) {
    const internal::ElementType* const type = graph.collection(output).type;
    if (type != nullptr) Show("output", "Elements", std::string(type->name()), transform);
  }
  if (node.inner) (*transform.mutable_annotations())[kInnerAnnotation] = "";
}

void ReadStepNotes(const model::PTransform& transform, internal::Node& node) {
  const auto line = transform.annotations().find(kLine);
  if (line != transform.annotations().end()) ReadLocation(line->second, node.location);
  for (const model::DisplayData& data : transform.display_data()) {
    model::LabelledPayload shown;
    if (data.urn() != kLabelled || !shown.ParseFromString(data.payload())) continue;
    if (shown.namespace_() == kNamespace && shown.key() == kPartOf) node.part_of = shown.string_value();
  }
  node.inner = transform.annotations().contains(kInnerAnnotation);
}

}  // namespace beam::runners
