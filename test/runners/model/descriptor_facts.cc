#include "test/runners/model/descriptor_facts.h"

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>
#include <org/apache/beam/model/pipeline/v1/metrics.pb.h>

namespace beam::testing {

namespace {

namespace pb = google::protobuf;
namespace model = org::apache::beam::model::pipeline::v1;

class Facts {
 public:
  void AddFile(const pb::FileDescriptorProto& file) {
    Add("syntax " + file.syntax());
    Add("package " + file.package());
    for (const std::string& needed : file.dependency()) Add("import " + needed);
    for (const auto& extension : file.extension()) AddField("extension of " + extension.extendee(), extension, nullptr);
    for (const auto& message : file.message_type()) AddMessage("", message);
    for (const auto& values : file.enum_type()) AddEnum("", values);
    for (const auto& service : file.service()) AddService(service);
  }

  std::set<std::string> facts;

 private:
  void Add(std::string fact) { facts.insert(std::move(fact)); }

  void AddMessage(const std::string& scope, const pb::DescriptorProto& message) {
    const std::string name = scope + message.name();
    Add("message " + name + (message.options().map_entry() ? ", a map's entry" : ""));
    for (const auto& field : message.field()) AddField(name, field, &message);
    for (const auto& range : message.reserved_range()) {
      Add(name + " reserves " + std::to_string(range.start()) + " to " + std::to_string(range.end()));
    }
    for (const std::string& reserved : message.reserved_name()) Add(name + " reserves " + reserved);
    for (const auto& nested : message.nested_type()) AddMessage(name + ".", nested);
    for (const auto& values : message.enum_type()) AddEnum(name + ".", values);
  }

  void AddField(const std::string& owner, const pb::FieldDescriptorProto& field, const pb::DescriptorProto* message) {
    std::string fact = owner + " has " + pb::FieldDescriptorProto::Label_Name(field.label()) + " " +
                       pb::FieldDescriptorProto::Type_Name(field.type()) + " " + field.type_name() + " " +
                       field.name() + " = " + std::to_string(field.number());
    if (field.proto3_optional()) {
      fact += ", optional";
    } else if (field.has_oneof_index()) {
      fact += ", one of " + message->oneof_decl(field.oneof_index()).name();
    }
    Add(fact + (field.options().deprecated() ? ", deprecated" : ""));
  }

  void AddEnum(const std::string& scope, const pb::EnumDescriptorProto& values) {
    const std::string name = scope + values.name();
    Add("enum " + name);
    for (const auto& value : values.value()) {
      Add(name + " has " + value.name() + " = " + std::to_string(value.number()) + ConstantsOf(value.options()));
    }
    for (const auto& range : values.reserved_range()) {
      Add(name + " reserves " + std::to_string(range.start()) + " to " + std::to_string(range.end()));
    }
  }

  static std::string ConstantsOf(const pb::EnumValueOptions& options) {
    std::string text;
    if (options.HasExtension(model::beam_urn)) text += ", urn " + options.GetExtension(model::beam_urn);
    if (options.HasExtension(model::beam_constant)) text += ", constant " + options.GetExtension(model::beam_constant);
    if (options.HasExtension(model::label_props)) text += ", label " + options.GetExtension(model::label_props).name();
    if (options.HasExtension(model::monitoring_info_spec)) {
      const model::MonitoringInfoSpec& spec = options.GetExtension(model::monitoring_info_spec);
      text += ", metric " + spec.urn() + " of " + spec.type();
      for (const std::string& label : spec.required_labels()) text += " by " + label;
      for (const auto& note : spec.annotations()) {
        if (note.key() != "description") text += ", " + note.key() + ": " + note.value();
      }
    }
    return text;
  }

  void AddService(const pb::ServiceDescriptorProto& service) {
    for (const auto& method : service.method()) {
      Add(service.name() + "." + method.name() + " takes " + (method.client_streaming() ? "a stream of " : "") +
          method.input_type() + " and returns " + (method.server_streaming() ? "a stream of " : "") +
          method.output_type());
    }
  }
};

}  // namespace

std::set<std::string> DescriptorFacts(const google::protobuf::FileDescriptorProto& file) {
  Facts facts;
  facts.AddFile(file);
  return facts.facts;
}

}  // namespace beam::testing
