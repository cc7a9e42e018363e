// LocalFiles: the file system of this machine.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/file_system.h"
#include "io/system_files.h"

namespace beam::internal {

/// Names are paths, relative ones from the working directory; "-" is standard input and output. A name that exists is
/// taken as it is; otherwise it is a pattern (io/glob.h).
///
/// Files are written under a hidden, unique name in the directory of their final one, then synced, closed, renamed, and
/// the directory synced; whatever fails, the temporary file is removed. A file that is replaced keeps its permissions,
/// a symbolic link is followed. What is no ordinary file (a device, a pipe) cannot be replaced and is written directly.
class LocalFiles final : public io::FileSystem {
 public:
  /// `prefix` is the scheme that all names begin with, as "file://", or empty.
  LocalFiles(SystemFiles& system, std::string prefix) : system_(system), prefix_(std::move(prefix)) {}

  std::vector<io::FileInfo> Match(const std::string& pattern) override;
  std::unique_ptr<io::InputFile> Open(const std::string& name, std::uint64_t offset) override;
  std::unique_ptr<io::OutputFile> Create(const std::string& name, io::Durability durability) override;
  void CheckCreate(const std::string& name) override;

 private:
  std::string PathOf(const std::string& name) const { return name.substr(prefix_.size()); }

  SystemFiles& system_;
  std::string prefix_;
};

}  // namespace beam::internal
