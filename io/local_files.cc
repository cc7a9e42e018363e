#include "io/local_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "io/glob.h"
#include "io/local_output_file.h"

namespace beam::internal {

namespace {

constexpr const char* kStandardStream = "-";

class LocalInputFile final : public io::InputFile {
 public:
  LocalInputFile(SystemFiles& system, std::string name, int fd)
      : InputFile(std::move(name)), system_(system), fd_(fd) {}
  ~LocalInputFile() override { system_.Close(fd_); }

  std::size_t Read(char* to, std::size_t size) override {
    while (true) {
      const ssize_t got = system_.Read(fd_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw SystemError(errno, "cannot read the file", name());
    }
  }

 private:
  SystemFiles& system_;
  int fd_;
};

io::FileInfo InfoOf(const std::string& name, const struct stat& info) {
  // Files of the kernel (/proc) claim to be empty: they are read until they end, like pipes.
  const bool seekable = S_ISREG(info.st_mode) && info.st_size > 0;
  return {name, seekable ? static_cast<std::uint64_t>(info.st_size) : 0, seekable};
}

Error IsDirectory(const std::string& name) {
  return Error(StatusCode::kInvalidArgument,
               "this is a directory, not a file; write DIRECTORY/* for the files in it; file = " + name);
}

// Where a file of this name will lie: behind symbolic links, where they lead somewhere.
std::string FinalPath(const std::string& path) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0 || !S_ISLNK(info.st_mode)) return path;
  const std::unique_ptr<char, void (*)(void*)> real(realpath(path.c_str(), nullptr), std::free);
  return real == nullptr ? path : std::string(real.get());
}

}  // namespace

std::vector<io::FileInfo> LocalFiles::Match(const std::string& pattern) {
  const std::string path = PathOf(pattern);
  if (path == kStandardStream) return {{pattern, 0, false}};
  struct stat info;
  if (stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) throw IsDirectory(pattern);
    return {InfoOf(pattern, info)};
  }
  if (!HasWildcard(path)) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    throw SystemError(errno, "cannot look at the file", pattern);
  }
  std::vector<io::FileInfo> files;
  for (const std::string& match : Glob(path)) {
    if (stat(match.c_str(), &info) == 0) files.push_back(InfoOf(prefix_ + match, info));
  }
  return files;
}

std::unique_ptr<io::InputFile> LocalFiles::Open(const std::string& name, std::uint64_t offset) {
  const std::string path = PathOf(name);
  const int fd = path == kStandardStream ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                         : system_.Open(path.c_str(), O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) throw SystemError(errno, "cannot open the file", name);
  auto file = std::make_unique<LocalInputFile>(system_, name, fd);
  struct stat info;
  if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) throw IsDirectory(name);
  if (offset != 0 && lseek(fd, static_cast<off_t>(offset), SEEK_SET) < 0) {
    throw SystemError(errno, "cannot read the file from the middle", name);
  }
  return file;
}

std::unique_ptr<io::OutputFile> LocalFiles::Create(const std::string& name, io::Durability durability) {
  const std::string path = PathOf(name);
  if (path == kStandardStream) {
    const int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    if (fd < 0) throw SystemError(errno, "cannot write to standard output", name);
    return std::make_unique<DirectOutputFile>(system_, name, fd);
  }
  const std::string final_path = FinalPath(path);
  struct stat info;
  const bool exists = stat(final_path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) throw SystemError(EISDIR, "cannot write the file", name);
  if (exists && !S_ISREG(info.st_mode)) {
    const int fd = system_.Open(final_path.c_str(), O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0) throw SystemError(errno, "cannot open the file for writing", name);
    return std::make_unique<DirectOutputFile>(system_, name, fd);
  }
  auto file = std::make_unique<RenamedOutputFile>(system_, name, final_path, durability);
  if (exists) file->SetPermissions(info.st_mode & 07777);
  return file;
}

void LocalFiles::CheckCreate(const std::string& name) {
  const std::string path = PathOf(name);
  if (path == kStandardStream) return;
  const std::string final_path = FinalPath(path);
  struct stat info;
  const bool exists = stat(final_path.c_str(), &info) == 0;
  if (!exists && errno == ENAMETOOLONG) throw SystemError(errno, "cannot give the file its name", name);
  if (exists && !S_ISREG(info.st_mode)) {
    if (S_ISDIR(info.st_mode)) throw SystemError(EISDIR, "cannot write the file", name);
    return;
  }
  const std::string folder = FolderOf(final_path);
  if (stat(folder.c_str(), &info) == 0 && !S_ISDIR(info.st_mode)) {
    throw SystemError(ENOTDIR, "cannot write the file, because what should be its directory is none", name);
  }
  if (faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    const int error = errno;
    throw SystemError(error,
                      error == ENOENT ? "cannot write the file, because its directory does not exist; create it first"
                                      : "cannot write the file, because its directory takes no new files",
                      name);
  }
}

}  // namespace beam::internal
