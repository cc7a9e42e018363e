#include "io/file_system.h"

#include <map>
#include <mutex>

#include "beam/base/error.h"
#include "io/local_files.h"
#include "io/system_files.h"

namespace beam::io {

namespace {

struct Registry {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<FileSystem>, std::less<>> by_scheme;
};

Registry& TheRegistry() {
  static Registry* registry = [] {
    auto* made = new Registry;  // Never destroyed: threads may read files while the program ends.
    made->by_scheme[""] = std::make_shared<internal::LocalFiles>(internal::RealSystemFiles(), "");
    made->by_scheme["file"] = std::make_shared<internal::LocalFiles>(internal::RealSystemFiles(), "file://");
    return made;
  }();
  return *registry;
}

bool IsSchemeChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

// The part before "://" where that is a URL's scheme, or nothing.
std::string_view SchemeOf(std::string_view name) {
  const std::size_t end = name.find("://");
  if (end == std::string_view::npos) return {};
  const std::string_view scheme = name.substr(0, end);
  for (const char c : scheme) {
    if (!IsSchemeChar(c)) return {};
  }
  return scheme;
}

}  // namespace

void RegisterFileSystem(const std::string& scheme, std::shared_ptr<FileSystem> files) {
  if (scheme.empty() || SchemeOf(scheme + "://") != scheme) {
    throw Error(
        StatusCode::kInvalidArgument,
        "RegisterFileSystem takes a scheme of letters, digits, '+', '-' and '.', without \"://\"; given: " + scheme);
  }
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  registry.by_scheme[scheme] = std::move(files);
}

std::shared_ptr<FileSystem> FileSystemOf(std::string_view name) {
  const std::string_view scheme = SchemeOf(name);
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  const auto found = registry.by_scheme.find(scheme);
  if (found != registry.by_scheme.end()) return found->second;
  throw Error(
      StatusCode::kInvalidArgument,
      "no file system is registered for this scheme; call beam::io::RegisterFileSystem for it, or name a local file; "
      "file = " +
          std::string(name));
}

}  // namespace beam::io
