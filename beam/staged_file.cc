#include "beam/staged_file.h"

#include "beam/base/error.h"
#include "beam/files_to_stage.h"
#include "beam/runner.h"

namespace beam {

namespace {

std::string PathIn(const internal::StagedFiles& files, std::string_view name) {
  const auto found = files.find(name);
  if (found != files.end()) return found->second;
  std::string known;
  for (const auto& [other, path] : files) known += (known.empty() ? "" : ", ") + other;
  throw Error(
      StatusCode::kNotFound,
      "no file of this name was staged; say --files_to_stage=PATH,... where the pipeline is submitted; staged: " +
          (known.empty() ? "none" : known) + "; asked for: " + std::string(name));
}

}  // namespace

std::string StagedFile(std::string_view name) {
  if (const internal::StagedFiles* const files = internal::StagedFilesOfThread()) return PathIn(*files, name);
  return PathIn(internal::FilesToStage(DefaultRunOptions()), name);
}

}  // namespace beam
