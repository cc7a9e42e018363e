#include "beam/files_to_stage.h"

#include <unistd.h>

#include <filesystem>

#include "beam/base/error.h"
#include "beam/options.h"

namespace beam::internal {

namespace {

[[noreturn]] void Refuse(const std::string& why, const std::string& path) {
  throw Error(StatusCode::kInvalidArgument, "--files_to_stage lists " + why + "; file = " + path);
}

}  // namespace

StagedFiles FilesToStage(const RunOptions& options) {
  const auto given = options.extra.find("files_to_stage");
  if (given == options.extra.end()) return {};
  StagedFiles files;
  for (const std::string& text : SplitList(given->second)) {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::canonical(text, error);
    if (error || !std::filesystem::is_regular_file(path, error) || access(path.c_str(), R_OK) != 0)
      Refuse("what is no file, or may not be read; name files that are on this machine", text);
    const auto [other, added] = files.try_emplace(std::filesystem::path(text).filename(), path);
    if (!added && other->second != path) Refuse("two files of one name; rename one of them", text);
  }
  return files;
}

}  // namespace beam::internal
