// Glob: the local files that a pattern matches.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace beam::internal {

/// True if the text has `*`, `?` or `[`.
bool HasWildcard(std::string_view pattern);

/// The paths that match, sorted: `*`, `?`, `[a-z]` and `[!a-z]` within one name, `\` before a character that stands for
/// itself, and a component `**` for any number of directories, also none (`logs/**/*.txt`; at the end: every file
/// below). As in a shell, wildcards match no leading dot; `**` follows no symbolic links to directories. Directories
/// are no matches. Throws beam::Error for a directory that matches but cannot be read, since its files would be missing
/// silently.
std::vector<std::string> Glob(const std::string& pattern);

}  // namespace beam::internal
