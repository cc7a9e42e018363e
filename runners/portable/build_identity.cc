#include "runners/portable/build_identity.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "beam/fn/registry.h"
#include "runners/portable/job_options.h"

namespace beam::runners {

namespace {

constexpr char kBuildId[] = "cpp_build_id";
constexpr char kOperators[] = "cpp_operators";
// A change to one function of a program is a few names; of two different programs all are.
constexpr std::size_t kNamesShown = 5;

std::vector<std::string> Difference(const std::vector<std::string>& from, const std::vector<std::string>& without) {
  std::vector<std::string> only;
  std::set_difference(from.begin(), from.end(), without.begin(), without.end(), std::back_inserter(only));
  return only;
}

std::string ListOf(const char* title, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::string text = std::string("; ") + title + ": ";
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kNamesShown) text += " and " + std::to_string(names.size() - kNamesShown) + " more";
  return text;
}

}  // namespace

void AddBuildIdentity(google::protobuf::Struct& job_options) {
  auto& fields = *job_options.mutable_fields();
  fields[JobOptionKey(kBuildId)].set_string_value(internal::ProgramBuildId());
  google::protobuf::ListValue& names = *fields[JobOptionKey(kOperators)].mutable_list_value();
  for (const std::string& name : internal::ListedOperators()) names.add_values()->set_string_value(name);
}

Status CompareBuild(const google::protobuf::Struct& job_options) {
  const auto found = job_options.fields().find(JobOptionKey(kBuildId));
  const std::string mine = internal::ProgramBuildId();
  if (found == job_options.fields().end() || found->second.string_value() == mine) return Status();
  std::vector<std::string> submitted;
  if (const auto names = job_options.fields().find(JobOptionKey(kOperators)); names != job_options.fields().end()) {
    for (const auto& name : names->second.list_value().values()) submitted.push_back(name.string_value());
  }
  std::sort(submitted.begin(), submitted.end());
  const std::vector<std::string> here = internal::ListedOperators();
  return Status(
      StatusCode::kFailedPrecondition,
      "this worker is another build than the program that submitted the pipeline; start workers from the same "
      "binary, or submit with --stage_program=true; submitted by " +
          found->second.string_value() + ", this is " + mine +
          ListOf("functions only of the submitted program", Difference(submitted, here)) +
          ListOf("functions only of this worker", Difference(here, submitted)));
}

}  // namespace beam::runners
