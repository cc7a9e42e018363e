#include "runners/engine/machine_share.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

namespace beam::runners {

namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

// The numbers at the beginning of a file; "max" stands for no limit, and so does -1.
std::vector<std::uint64_t> NumbersIn(const std::string& path) {
  std::vector<std::uint64_t> numbers;
  std::ifstream file(path);
  for (std::string word; file >> word;) {
    const bool number = !word.empty() && word.find_first_not_of("0123456789") == std::string::npos && word.size() < 20;
    numbers.push_back(number ? std::stoull(word) : kNoLimit);
  }
  return numbers;
}

// Where a process stands in the tree of a controller; "" is the controller of version 2, which has them all.
std::optional<std::string> GroupOf(const std::string& root, std::string_view controller) {
  std::ifstream file(root + "/proc/self/cgroup");
  // Each line is "number:controllers:path".
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    if (controllers == "," + std::string(controller) + "," ||
        (!controller.empty() && controllers.find("," + std::string(controller) + ",") != std::string::npos)) {
      return line.substr(second + 1);
    }
  }
  return std::nullopt;
}

// The least of what `limit_in(folder)` says of a group and of all groups above it. A container may see itself as the top
// while its path names a place that is not there.
std::uint64_t LeastAbove(const std::string& tree, std::string group,
                         const std::function<std::uint64_t(const std::string&)>& limit_in) {
  std::uint64_t least = limit_in(tree);
  while (group.size() > 1) {
    least = std::min(least, limit_in(tree + group));
    group.resize(group.rfind('/') == std::string::npos ? 0 : group.rfind('/'));
  }
  return least;
}

std::uint64_t FirstNumberIn(const std::string& path) {
  const std::vector<std::uint64_t> numbers = NumbersIn(path);
  return numbers.empty() ? kNoLimit : numbers[0];
}

// Cores, rounded up, out of a quota of time in each period.
std::uint64_t CoresOf(std::uint64_t quota, std::uint64_t period) {
  if (quota == kNoLimit || period == kNoLimit || period == 0) return kNoLimit;
  return std::max<std::uint64_t>(1, (quota + period - 1) / period);
}

std::uint64_t GroupMemory(const std::string& root) {
  const std::string tree = root + "/sys/fs/cgroup";
  if (const auto group = GroupOf(root, "memory")) {
    return LeastAbove(tree + "/memory", *group,
                      [](const std::string& folder) { return FirstNumberIn(folder + "/memory.limit_in_bytes"); });
  }
  const auto group = GroupOf(root, "");
  if (!group) return kNoLimit;
  return LeastAbove(tree, *group, [](const std::string& folder) { return FirstNumberIn(folder + "/memory.max"); });
}

std::uint64_t GroupCores(const std::string& root) {
  const std::string tree = root + "/sys/fs/cgroup";
  if (const auto group = GroupOf(root, "cpu")) {
    return LeastAbove(tree + "/cpu", *group, [](const std::string& folder) {
      return CoresOf(FirstNumberIn(folder + "/cpu.cfs_quota_us"), FirstNumberIn(folder + "/cpu.cfs_period_us"));
    });
  }
  const auto group = GroupOf(root, "");
  if (!group) return kNoLimit;
  return LeastAbove(tree, *group, [](const std::string& folder) {
    const std::vector<std::uint64_t> numbers = NumbersIn(folder + "/cpu.max");
    return numbers.size() < 2 ? kNoLimit : CoresOf(numbers[0], numbers[1]);
  });
}

}  // namespace

MachineShare ShareOfMachine(const std::string& root) {
  const auto memory =
      static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  const std::uint64_t cores = std::max(1u, std::thread::hardware_concurrency());
  return {std::min(memory, GroupMemory(root)), static_cast<int>(std::min(cores, GroupCores(root)))};
}

}  // namespace beam::runners
