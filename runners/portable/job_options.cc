#include "runners/portable/job_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

constexpr std::string_view kRunner = "runner";
constexpr std::array<std::string_view, 4> kLists = {"experiments", "dataflow_service_options", "jdk_add_open_modules",
                                                    "files_to_stage"};

// The name as Beam spells it: "--max-bundle-size" is max_bundle_size.
std::string NameOf(std::string_view written) {
  std::string name(written.substr(std::min(written.find_first_not_of('-'), written.size())));
  std::replace(name.begin(), name.end(), '-', '_');
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), allowed)) {
    throw Error(
        StatusCode::kInvalidArgument,
        fmt::format(
            "the name of an option consists of letters, digits and underscores, as in --parallelism; name = \"{}\"",
            written));
  }
  return name;
}

google::protobuf::Value ToValue(const JobOptionValue& option) {
  google::protobuf::Value value;
  if (const bool* flag = std::get_if<bool>(&option)) {
    value.set_bool_value(*flag);
  } else if (const std::int64_t* whole = std::get_if<std::int64_t>(&option)) {
    value.set_string_value(std::to_string(*whole));
  } else if (const double* number = std::get_if<double>(&option)) {
    value.set_number_value(*number);
  } else if (const std::string* text = std::get_if<std::string>(&option)) {
    value.set_string_value(*text);
  } else {
    // An empty list is a list too.
    google::protobuf::ListValue& list = *value.mutable_list_value();
    for (const std::string& item : std::get<std::vector<std::string>>(option))
      list.add_values()->set_string_value(item);
  }
  return value;
}

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    if (!item.empty()) items.emplace_back(item);
    text.remove_prefix(std::min(item.size() + 1, text.size()));
  }
  return items;
}

}  // namespace

std::string JobOptionKey(std::string_view name) { return fmt::format("beam:option:{}:v1", NameOf(name)); }

JobOptionValue JobOptionFromText(std::string_view name, std::string_view text) {
  if (std::find(kLists.begin(), kLists.end(), NameOf(name)) != kLists.end()) return SplitAtCommas(text);
  if (text == "true") return true;
  if (text == "false") return false;
  return std::string(text);
}

google::protobuf::Struct JobOptions(const std::map<std::string, JobOptionValue>& options) {
  google::protobuf::Struct result;
  for (const auto& [name, value] : options) {
    if (NameOf(name) != kRunner) (*result.mutable_fields())[JobOptionKey(name)] = ToValue(value);
  }
  return result;
}

}  // namespace beam::runners
