// Local files being written: under a temporary name until they are complete, or directly where nothing can be renamed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "io/file_system.h"
#include "io/system_files.h"

namespace beam::internal {

/// The directory part of a path; "." where there is none.
std::string FolderOf(const std::string& path);

/// An open descriptor and the errors of writing to it.
class WriteDescriptor {
 public:
  /// Takes the descriptor over.
  WriteDescriptor(SystemFiles& system, std::string name, int fd) : system_(system), name_(std::move(name)), fd_(fd) {}
  WriteDescriptor(const WriteDescriptor&) = delete;
  WriteDescriptor& operator=(const WriteDescriptor&) = delete;
  ~WriteDescriptor();

  void Write(std::string_view bytes);
  void Sync();
  void Close();
  int fd() const { return fd_; }
  SystemFiles& system() const { return system_; }
  const std::string& name() const { return name_; }

 private:
  Error WriteError(int error) const;

  SystemFiles& system_;
  std::string name_;
  int fd_;
  std::uint64_t written_ = 0;
};

class DirectOutputFile final : public io::OutputFile {
 public:
  DirectOutputFile(SystemFiles& system, std::string name, int fd) : file_(system, std::move(name), fd) {}
  void Write(std::string_view bytes) override { file_.Write(bytes); }
  void Commit() override { file_.Close(); }

 private:
  WriteDescriptor file_;
};

class RenamedOutputFile final : public io::OutputFile {
 public:
  /// `name` is the user's word for the file, `path` where it will lie.
  RenamedOutputFile(SystemFiles& system, const std::string& name, std::string path, io::Durability durability);
  ~RenamedOutputFile() override;

  void Write(std::string_view bytes) override { file_.Write(bytes); }
  void Commit() override;
  void SetPermissions(mode_t mode);

 private:
  void SyncFolder();

  std::string path_;
  std::string temporary_;
  io::Durability durability_;
  bool committed_ = false;
  WriteDescriptor file_;
};

}  // namespace beam::internal
