#include "runners/harness/staged_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

constexpr std::string_view kPrefix = "beam-cpp-staged-";
constexpr std::size_t kLongestName = 200;
// No name that is staged has this character.
constexpr char kArriving = '~';
constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

[[noreturn]] void FailFolder(const std::string& parent, const char* doing, int error) {
  throw Error(StatusCode::kUnavailable,
              std::string("the folder for the files that the runner has for this worker cannot be ") + doing + " (" +
                  std::generic_category().message(error) +
                  "); see that the worker may write there; --semi_persist_dir = " + parent);
}

// A folder that was removed while somebody waited for its lock has no links any more.
bool IsThere(int directory) {
  struct stat facts {};
  return fstat(directory, &facts) == 0 && facts.st_nlink > 0;
}

bool IsOurs(int directory) {
  struct stat facts {};
  return fstat(directory, &facts) == 0 && facts.st_uid == geteuid();
}

void RemoveFolder(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

// Folders whose workers have died.
void RemoveOrphans(const std::string& parent) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(parent.c_str()), &closedir);
  if (entries == nullptr) return;
  while (const dirent* const entry = readdir(entries.get())) {
    if (!std::string_view(entry->d_name).starts_with(kPrefix)) continue;
    const std::string path = parent + "/" + entry->d_name;
    const Descriptor directory(open(path.c_str(), kOpenDirectory));
    if (!directory.open() || !IsOurs(directory.number())) continue;
    if (flock(directory.number(), LOCK_EX | LOCK_NB) == 0) RemoveFolder(path);
  }
}

}  // namespace

bool IsStagedName(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '+' || c == '-';
  };
  return !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), allowed);
}

void RemoveStagedFolderOf(const std::string& file) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (folder.filename().string().starts_with(kPrefix)) RemoveFolder(folder);
}

StagedFolder::StagedFolder(const std::string& parent) {
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) FailFolder(parent, "made", error.value());
  RemoveOrphans(parent);
  do {
    std::string name = parent + "/" + std::string(kPrefix) + "XXXXXX";
    if (mkdtemp(name.data()) == nullptr) FailFolder(parent, "made", errno);
    directory_ = Descriptor(open(name.c_str(), kOpenDirectory));
    path_ = std::move(name);
    // Another worker may find it before it is locked, take it for one that was left behind, and remove it.
  } while (directory_.open() && flock(directory_.number(), LOCK_EX) == 0 && !IsThere(directory_.number()));
  if (!directory_.open()) FailFolder(parent, "opened", errno);
}

StagedFolder::~StagedFolder() {
  if (directory_.open()) RemoveFolder(path_);
}

ArrivingFile::ArrivingFile(const StagedFolder& folder, std::string name)
    : folder_(folder),
      name_(std::move(name)),
      arriving_(name_ + kArriving),
      file_(openat(folder.directory().number(), arriving_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                   S_IRUSR | S_IWUSR)) {
  if (!file_.open()) Fail("made", errno);
}

ArrivingFile::~ArrivingFile() {
  if (file_.open()) unlinkat(folder_.directory().number(), arriving_.c_str(), 0);
}

void ArrivingFile::Fail(const char* doing, int error) const {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  throw Error(full ? StatusCode::kResourceExhausted : StatusCode::kUnavailable,
              std::string("the file cannot be ") + doing + " (" + std::generic_category().message(error) + "); " +
                  (full ? "free space there, or let workers have another --semi_persist_dir"
                        : "see that the worker may write there") +
                  "; file = " + folder_.path() + "/" + name_);
}

void ArrivingFile::Add(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) Fail("written", written == 0 ? EIO : errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string ArrivingFile::Finish(mode_t mode) {
  if (fchmod(file_.number(), mode) != 0) Fail("given its mode", errno);
  const int folder = folder_.directory().number();
  if (renameat(folder, arriving_.c_str(), folder, name_.c_str()) != 0) Fail("given its name", errno);
  // Closed: a file that is open for writing cannot be executed.
  file_ = Descriptor();
  return folder_.path() + "/" + name_;
}

}  // namespace beam::runners
