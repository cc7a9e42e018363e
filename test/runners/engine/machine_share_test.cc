// What a container's limits leave of the machine.
#include "runners/engine/machine_share.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

namespace beam::runners {
namespace {

// A folder that stands for the root of a file system.
class FakeRoot {
 public:
  FakeRoot() : path_(std::filesystem::temp_directory_path() / ("machine_share." + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
  }
  ~FakeRoot() { std::filesystem::remove_all(path_); }
  FakeRoot& File(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text << '\n';
    return *this;
  }
  MachineShare Share() const { return ShareOfMachine(path_.string()); }

 private:
  std::filesystem::path path_;
};

TEST_CASE("a process without a control group has the whole machine") {
  const MachineShare all = FakeRoot().Share();
  CHECK(all.memory > (std::uint64_t{1} << 28));
  CHECK(all.cores >= 1);
}

TEST_CASE("the limits of a container, which sees itself as the top, hold") {
  FakeRoot root;
  root.File("proc/self/cgroup", "0::/").File("sys/fs/cgroup/memory.max", "67108864");
  root.File("sys/fs/cgroup/cpu.max", "50000 100000");
  CHECK(root.Share().memory == 67108864);
  CHECK(root.Share().cores == 1);
}

TEST_CASE("the least limit of a group and of those above it holds") {
  FakeRoot root;
  root.File("proc/self/cgroup", "0::/a/b").File("sys/fs/cgroup/a/memory.max", "67108864");
  root.File("sys/fs/cgroup/a/b/memory.max", "max").File("sys/fs/cgroup/a/b/cpu.max", "max 100000");
  CHECK(root.Share().memory == 67108864);
  CHECK(root.Share().cores == FakeRoot().Share().cores);
}

TEST_CASE("control groups of the first version are understood") {
  FakeRoot root;
  root.File("proc/self/cgroup", "5:memory:/job\n3:cpu,cpuacct:/job\n0::/");
  root.File("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "33554432");
  root.File("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "-1").File("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000");
  CHECK(root.Share().memory == 33554432);
  CHECK(root.Share().cores == FakeRoot().Share().cores);
}

TEST_CASE("a path that is not there, as in a container of the first version, means the top of the tree") {
  FakeRoot root;
  root.File("proc/self/cgroup", "5:memory:/outside/of/here")
      .File("sys/fs/cgroup/memory/memory.limit_in_bytes", "33554432");
  CHECK(root.Share().memory == 33554432);
}

}  // namespace
}  // namespace beam::runners
