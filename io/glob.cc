#include "io/glob.h"

#include <dirent.h>
#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "io/system_files.h"

namespace beam::internal {

namespace {

constexpr std::string_view kAnyFolders = "**";

std::vector<std::string> ComponentsOf(const std::string& pattern) {
  std::vector<std::string> components;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t end = std::min(pattern.find('/', at), pattern.size());
    std::string component = pattern.substr(at, end - at);
    const bool repeats_any = component == kAnyFolders && !components.empty() && components.back() == kAnyFolders;
    if (!component.empty() && !repeats_any) components.push_back(std::move(component));
    at = end + 1;
  }
  if (!components.empty() && components.back() == kAnyFolders) components.push_back("*");
  return components;
}

std::string WithoutEscapes(std::string_view component) {
  std::string name;
  for (std::size_t i = 0; i < component.size(); ++i) {
    if (component[i] == '\\' && i + 1 < component.size()) ++i;
    name += component[i];
  }
  return name;
}

std::string Join(const std::string& folder, std::string_view name) {
  if (folder.empty() || folder.back() == '/') return folder + std::string(name);
  return folder + "/" + std::string(name);
}

bool IsFolderItself(const std::string& path, unsigned char type) {
  if (type != DT_UNKNOWN) return type == DT_DIR;
  struct stat info;
  return lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

// Visits the directories that may hold matches; a place is a directory and the component that its entries are held
// against.
class Walk {
 public:
  explicit Walk(const std::string& pattern) : components_(ComponentsOf(pattern)) {
    open_.push_back({pattern.front() == '/' ? "/" : "", 0});
  }

  std::vector<std::string> Run() {
    while (!open_.empty()) {
      const Place place = std::move(open_.back());
      open_.pop_back();
      Visit(place);
    }
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  struct Place {
    std::string folder;
    std::size_t component;
  };

  void Visit(const Place& place) {
    const std::string& component = components_[place.component];
    if (component == kAnyFolders) {
      open_.push_back({place.folder, place.component + 1});
      ForEachEntry(place.folder, [&](const char* name, unsigned char type) {
        const std::string path = Join(place.folder, name);
        if (name[0] != '.' && IsFolderItself(path, type)) open_.push_back({path, place.component});
      });
    } else if (!HasWildcard(component)) {
      Step(place, WithoutEscapes(component));
    } else {
      ForEachEntry(place.folder, [&](const char* name, unsigned char) {
        if (fnmatch(component.c_str(), name, FNM_PERIOD) == 0) Step(place, name);
      });
    }
  }

  void Step(const Place& place, std::string_view name) {
    std::string path = Join(place.folder, name);
    if (place.component + 1 < components_.size()) {
      open_.push_back({std::move(path), place.component + 1});
      return;
    }
    struct stat info;
    if (stat(path.c_str(), &info) == 0) {
      if (!S_ISDIR(info.st_mode)) found_.push_back(std::move(path));
    } else if (const int error = errno; lstat(path.c_str(), &info) == 0) {
      throw SystemError(error, "cannot look at a file that matches the pattern", path);
    }
  }

  template <class Entry>
  void ForEachEntry(const std::string& folder, Entry&& entry) {
    const std::string path = folder.empty() ? "." : folder;
    const std::unique_ptr<DIR, int (*)(DIR*)> opened(opendir(path.c_str()), closedir);
    if (opened == nullptr) {
      if (errno == ENOENT || errno == ENOTDIR) return;
      throw SystemError(errno, "cannot list a directory that the pattern leads to", path);
    }
    errno = 0;
    while (const dirent* found = readdir(opened.get())) {
      const std::string_view name = found->d_name;
      if (name != "." && name != "..") entry(found->d_name, found->d_type);
      errno = 0;
    }
    if (errno != 0) throw SystemError(errno, "cannot list a directory that the pattern leads to", path);
  }

  std::vector<std::string> components_;
  std::vector<Place> open_;
  std::vector<std::string> found_;
};

}  // namespace

bool HasWildcard(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '*' || pattern[i] == '?' || pattern[i] == '[') {
      return true;
    }
  }
  return false;
}

std::vector<std::string> Glob(const std::string& pattern) {
  if (pattern.find_first_not_of('/') == std::string::npos) return {};
  return Walk(pattern).Run();
}

}  // namespace beam::internal
