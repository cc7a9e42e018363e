#include "io/system_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace beam::internal {

namespace {

StatusCode CodeOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return StatusCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return StatusCode::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return StatusCode::kResourceExhausted;
    case EISDIR:
    case ENAMETOOLONG:
    case ELOOP:
    case EINVAL:
      return StatusCode::kInvalidArgument;
    case EPIPE:
      return StatusCode::kAborted;
    case EIO:
      return StatusCode::kDataLoss;
    default:
      return StatusCode::kUnknown;
  }
}

}  // namespace

int SystemFiles::Open(const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); }
ssize_t SystemFiles::Read(int fd, void* to, std::size_t size) { return ::read(fd, to, size); }
ssize_t SystemFiles::Write(int fd, const void* from, std::size_t size) { return ::write(fd, from, size); }
int SystemFiles::Fsync(int fd) { return ::fsync(fd); }
int SystemFiles::Close(int fd) { return ::close(fd); }
int SystemFiles::Rename(const char* from, const char* to) { return std::rename(from, to); }
int SystemFiles::Unlink(const char* path) { return ::unlink(path); }

SystemFiles& RealSystemFiles() {
  static auto* files = new SystemFiles;
  return *files;
}

Error SystemError(int error, std::string_view what, std::string_view file) {
  return Error(CodeOf(error),
               std::string(what) + ": " + std::generic_category().message(error) + "; file = " + std::string(file));
}

}  // namespace beam::internal
