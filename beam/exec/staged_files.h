// StagedFiles: the files that functions on this thread find by their names.
//
// They belong to a thread, because a process may run functions of several jobs at the same time, which have files of the same names.
#pragma once

#include <map>
#include <string>

namespace beam::internal {

/// Paths by name.
using StagedFiles = std::map<std::string, std::string, std::less<>>;

/// While it lives, the functions that this thread runs have these files, which must outlive it. Null stands for no change. Scopes nest.
class StagedFilesScope {
 public:
  explicit StagedFilesScope(const StagedFiles* files);
  StagedFilesScope(const StagedFilesScope&) = delete;
  StagedFilesScope& operator=(const StagedFilesScope&) = delete;
  ~StagedFilesScope();

 private:
  const StagedFiles* outer_;
};

/// Null outside of all scopes.
const StagedFiles* StagedFilesOfThread();

}  // namespace beam::internal
