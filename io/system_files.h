// SystemFiles: the calls to the operating system that files are made of, so that tests can let any of them fail.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "beam/base/error.h"

namespace beam::internal {

/// Each function is the POSIX call of its name: -1 and errno when it fails, short reads and writes included.
class SystemFiles {
 public:
  SystemFiles() = default;
  SystemFiles(const SystemFiles&) = delete;
  SystemFiles& operator=(const SystemFiles&) = delete;
  virtual ~SystemFiles() = default;

  virtual int Open(const char* path, int flags, mode_t mode);
  virtual ssize_t Read(int fd, void* to, std::size_t size);
  virtual ssize_t Write(int fd, const void* from, std::size_t size);
  virtual int Fsync(int fd);
  virtual int Close(int fd);
  virtual int Rename(const char* from, const char* to);
  virtual int Unlink(const char* path);
};

SystemFiles& RealSystemFiles();

/// The error for a call that failed: "<what>: <errno's text>; file = <name>", with the code that fits errno.
Error SystemError(int error, std::string_view what, std::string_view file);

}  // namespace beam::internal
