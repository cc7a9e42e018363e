// MachineShare: what this process may use of the machine: what there is, or less where its control group (of a container, say)
// has limits.
#pragma once

#include <cstdint>
#include <string>

namespace beam::runners {

struct MachineShare {
  std::uint64_t memory = 0;  ///< bytes
  int cores = 1;
};

/// `root`: in front of /proc and /sys, for tests. What cannot be read sets no limit.
MachineShare ShareOfMachine(const std::string& root = "");

}  // namespace beam::runners
