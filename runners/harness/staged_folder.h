// StagedFolder: where a worker keeps the files that its runner has for it.
//
// The folder belongs to one worker: files of other jobs and workers are never in it. It has a name that nobody can know before,
// lies below --semi_persist_dir (by default /tmp, where others may have folders too), only its owner can look into it, and it is removed when the
// worker has ended. A worker that is killed leaves its folder behind; the next one that makes a folder beside it removes it, which
// it can because the lock on a folder ends with its worker.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "runners/harness/descriptor.h"

namespace beam::runners {

class StagedFolder {
 public:
  /// Makes a new one below `parent`, which is made if it does not exist. Throws beam::Error that names the place.
  explicit StagedFolder(const std::string& parent);
  StagedFolder(StagedFolder&&) = default;
  StagedFolder& operator=(StagedFolder&&) = delete;
  ~StagedFolder();

  const std::string& path() const { return path_; }
  /// The open directory, which holds the lock.
  const Descriptor& directory() const { return directory_; }

 private:
  std::string path_;
  Descriptor directory_;
};

/// A file of the folder while it arrives: it has its name only when it is complete, and leaves nothing behind if that never comes.
class ArrivingFile {
 public:
  /// `name` must be one that IsStagedName accepts.
  ArrivingFile(const StagedFolder& folder, std::string name);
  ArrivingFile(const ArrivingFile&) = delete;
  ArrivingFile& operator=(const ArrivingFile&) = delete;
  ~ArrivingFile();

  /// Throws beam::Error when the disk does not take it.
  void Add(std::string_view bytes);
  /// Gives the file its name and `mode`; returns its path.
  std::string Finish(mode_t mode);

 private:
  [[noreturn]] void Fail(const char* doing, int error) const;

  const StagedFolder& folder_;
  const std::string name_;
  const std::string arriving_;
  Descriptor file_;
};

/// Removes the folder that a file lies in, if that is one that a StagedFolder has made; for what outlives its owner's object.
void RemoveStagedFolderOf(const std::string& file);

/// One component of a path in the characters that every file system takes, so that no name leads out of its folder:
/// [A-Za-z0-9._+-], at most 200 of them, not "." or "..".
bool IsStagedName(std::string_view name);

}  // namespace beam::runners
