#include "beam/exec/staged_files.h"

#include <utility>

namespace beam::internal {

namespace {

thread_local const StagedFiles* files_of_thread = nullptr;

}  // namespace

StagedFilesScope::StagedFilesScope(const StagedFiles* files)
    : outer_(std::exchange(files_of_thread, files == nullptr ? files_of_thread : files)) {}

StagedFilesScope::~StagedFilesScope() { files_of_thread = outer_; }

const StagedFiles* StagedFilesOfThread() { return files_of_thread; }

}  // namespace beam::internal
