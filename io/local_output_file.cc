#include "io/local_output_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <random>

namespace beam::internal {

namespace {

// While one lives, this thread gets EPIPE and EFBIG from write instead of the signals that end the process.
class WriteSignalsHeld {
 public:
  WriteSignalsHeld() {
    sigemptyset(&held_);
    sigaddset(&held_, SIGPIPE);
    sigaddset(&held_, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  WriteSignalsHeld(const WriteSignalsHeld&) = delete;
  WriteSignalsHeld& operator=(const WriteSignalsHeld&) = delete;
  ~WriteSignalsHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  // Takes the signal that a failed write left pending.
  void Take() {
    const timespec at_once{};
    const int error = errno;
    sigtimedwait(&held_, nullptr, &at_once);
    errno = error;
  }

 private:
  sigset_t held_;
  sigset_t before_;
};

std::string RandomDigits() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::random_device random;
  std::string digits;
  for (int word = 0; word < 4; ++word) {
    std::uint32_t bits = random();
    for (int i = 0; i < 8; ++i, bits >>= 4) digits += kDigits[bits & 15];
  }
  return digits;
}

// A hidden name in the same directory; long names are cut, because the addition must fit into a file name too.
std::string TemporaryPath(const std::string& path) {
  constexpr std::size_t kKept = 200;
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  const std::string base = slash == std::string::npos ? path : path.substr(slash + 1);
  return folder + "." + base.substr(0, kKept) + "." + RandomDigits() + ".tmp";
}

int OpenNew(SystemFiles& system, const std::string& name, const std::string& path) {
  const int fd = system.Open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0) throw SystemError(errno, "cannot create the file", name);
  return fd;
}

}  // namespace

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

WriteDescriptor::~WriteDescriptor() {
  if (fd_ >= 0) system_.Close(fd_);
}

void WriteDescriptor::Write(std::string_view bytes) {
  WriteSignalsHeld signals;
  while (!bytes.empty()) {
    const ssize_t written = system_.Write(fd_, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
      written_ += static_cast<std::uint64_t>(written);
    } else if (written == 0) {
      throw WriteError(EIO);
    } else if (errno != EINTR) {
      signals.Take();
      throw WriteError(errno);
    }
  }
}

Error WriteDescriptor::WriteError(int error) const {
  std::string file = name_ + ", bytes written = " + std::to_string(written_);
  struct statvfs space;
  if ((error == ENOSPC || error == EDQUOT) && fstatvfs(fd_, &space) == 0) {
    file += ", bytes free = " + std::to_string(static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize);
  }
  if (error != EPIPE) return SystemError(error, "cannot write the file", file);
  return SystemError(error, name_ == "-" ? "the reader of standard output has gone" : "the reader of the pipe has gone",
                     file);
}

void WriteDescriptor::Sync() {
  // Never tried again: after a failed fsync the system may have dropped the data and report success.
  if (system_.Fsync(fd_) != 0) throw SystemError(errno, "cannot write the file to the disk", name_);
}

void WriteDescriptor::Close() {
  const int fd = fd_;
  fd_ = -1;
  if (system_.Close(fd) != 0 && errno != EINTR) throw SystemError(errno, "cannot close the file", name_);
}

RenamedOutputFile::RenamedOutputFile(SystemFiles& system, const std::string& name, std::string path,
                                     io::Durability durability)
    : path_(std::move(path)),
      temporary_(TemporaryPath(path_)),
      durability_(durability),
      file_(system, name, OpenNew(system, name, temporary_)) {}

RenamedOutputFile::~RenamedOutputFile() {
  if (!committed_) file_.system().Unlink(temporary_.c_str());
}

void RenamedOutputFile::SetPermissions(mode_t mode) {
  if (fchmod(file_.fd(), mode) != 0) throw SystemError(errno, "cannot keep the permissions of the file", file_.name());
}

void RenamedOutputFile::Commit() {
  if (durability_ == io::Durability::kSynced) file_.Sync();
  file_.Close();
  if (file_.system().Rename(temporary_.c_str(), path_.c_str()) != 0) {
    throw SystemError(errno, "cannot give the file its name", file_.name());
  }
  committed_ = true;
  if (durability_ == io::Durability::kSynced) SyncFolder();
}

void RenamedOutputFile::SyncFolder() {
  const std::string folder = FolderOf(path_);
  const int fd = file_.system().Open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  // A directory that may be written but not read cannot be synced; the file is complete all the same.
  if (fd < 0 && errno == EACCES) return;
  if (fd < 0) throw SystemError(errno, "cannot open the directory of the file", file_.name());
  WriteDescriptor opened(file_.system(), file_.name(), fd);
  opened.Sync();
}

}  // namespace beam::internal
