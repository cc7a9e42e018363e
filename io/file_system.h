// FileSystem: where the connectors find and put their files. The local one is built in; others are registered by
// scheme.
//
//   beam::io::RegisterFileSystem("s3", std::make_shared<S3Files>(client));
//   auto lines = beam::io::ReadText(pipeline, "s3://bucket/logs/*.gz");
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beam::io {

/// A file that a pattern matched.
struct FileInfo {
  std::string name;
  std::uint64_t size = 0;
  /// True when the file can be opened at any offset and has `size` bytes; false for pipes, devices, standard input and
  /// whatever else is read from the beginning until it ends.
  bool seekable = false;
};

/// A file that is read front to back, by one thread at a time.
class InputFile {
 public:
  explicit InputFile(std::string name) : name_(std::move(name)) {}
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  virtual ~InputFile() = default;

  /// Reads up to `size` bytes: at least one, or none at the end of the file. Throws beam::Error.
  virtual std::size_t Read(char* to, std::size_t size) = 0;
  /// As the user wrote it; for errors.
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

/// A file that appears under its name when it is committed, complete, or never. Destroying it before leaves nothing
/// behind. Used by one thread at a time. All functions throw beam::Error, whose message names the file.
class OutputFile {
 public:
  OutputFile() = default;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  virtual ~OutputFile() = default;

  virtual void Write(std::string_view bytes) = 0;
  /// Makes the file visible under its name, replacing an earlier one in one step. Nothing may be called after it.
  virtual void Commit() = 0;
};

/// What Commit promises when the machine loses power right after it.
enum class Durability : std::uint8_t {
  kSynced,   ///< The whole file is there: it reached the disk before its name did.
  kBuffered  ///< The system writes it back when it likes. Faster for large files.
};

/// A place for files. Thread-safe. Functions throw beam::Error; messages name the file.
class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  /// The files that match, sorted by name; empty when there are none. A directory is no file.
  virtual std::vector<FileInfo> Match(const std::string& pattern) = 0;
  virtual std::unique_ptr<InputFile> Open(const std::string& name, std::uint64_t offset) = 0;
  virtual std::unique_ptr<OutputFile> Create(const std::string& name, Durability durability) = 0;
  /// Throws when Create could not succeed for a reason that is known beforehand, such as a missing directory.
  virtual void CheckCreate(const std::string& name) = 0;
};

/// Makes `files` responsible for all names that begin with `scheme://`, which it receives whole. Replaces an earlier
/// one.
void RegisterFileSystem(const std::string& scheme, std::shared_ptr<FileSystem> files);

/// The file system that is responsible for a name or pattern: by its scheme, the local one for `file://` and for names
/// without a scheme. Throws beam::Error(kInvalidArgument) for a scheme that nobody registered.
std::shared_ptr<FileSystem> FileSystemOf(std::string_view name);

}  // namespace beam::io
