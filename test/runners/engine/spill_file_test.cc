// The spill file: what is read back is what was written, or an error that says so.
#include "runners/engine/spill_file.h"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "beam/base/error.h"

namespace beam::runners {
namespace {

std::vector<std::byte> SomeBytes(std::size_t size, unsigned salt) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>((i * 31 + salt) & 0xff);
  return bytes;
}

std::string TemporaryFolder() { return std::filesystem::temp_directory_path().string(); }

TEST_CASE("blocks of every size come back as they were") {
  SpillFile file(TemporaryFolder());
  std::vector<std::pair<std::uint64_t, std::vector<std::byte>>> written;
  for (unsigned i = 0; i < 50; ++i) {
    std::vector<std::byte> bytes = SomeBytes(1 + i * i * 13, i);
    const std::uint64_t offset = file.Write(bytes.data(), bytes.size());
    written.emplace_back(offset, std::move(bytes));
  }
  for (const auto& [offset, bytes] : written) {
    std::vector<std::byte> back(bytes.size());
    file.Read(offset, back.data(), back.size());
    CHECK(back == bytes);
  }
}

TEST_CASE("a byte that changed anywhere in a block is data loss, never data") {
  SpillFile file(TemporaryFolder());
  const std::vector<std::byte> bytes = SomeBytes(100, 7);
  const std::uint64_t offset = file.Write(bytes.data(), bytes.size());
  const std::uint64_t end = file.bytes_written();
  for (std::uint64_t at = offset; at < end; ++at) {
    char byte;
    REQUIRE(pread(file.descriptor(), &byte, 1, static_cast<off_t>(at)) == 1);
    const char damaged = static_cast<char>(byte ^ 0x20);
    REQUIRE(pwrite(file.descriptor(), &damaged, 1, static_cast<off_t>(at)) == 1);
    std::vector<std::byte> back(bytes.size());
    try {
      file.Read(offset, back.data(), back.size());
      FAIL("the damaged byte was not noticed; at = " << at);
    } catch (const Error& error) {
      CHECK(error.code() == StatusCode::kDataLoss);
    }
    REQUIRE(pwrite(file.descriptor(), &byte, 1, static_cast<off_t>(at)) == 1);
  }
}

TEST_CASE("a file that was cut short is data loss") {
  SpillFile file(TemporaryFolder());
  const std::vector<std::byte> bytes = SomeBytes(1000, 3);
  const std::uint64_t offset = file.Write(bytes.data(), bytes.size());
  REQUIRE(ftruncate(file.descriptor(), static_cast<off_t>(file.bytes_written() - 1)) == 0);
  std::vector<std::byte> back(bytes.size());
  CHECK_THROWS_AS(file.Read(offset, back.data(), back.size()), Error);
}

TEST_CASE("a folder that does not exist is named in the error") {
  SpillFile file("/nowhere/at/all");
  const std::byte byte{1};
  try {
    file.Write(&byte, 1);
    FAIL("writing succeeded");
  } catch (const Error& error) {
    CHECK(error.status().message().find("--spill_dir = /nowhere/at/all") != std::string::npos);
  }
}

TEST_CASE("the file has no name, so nothing is left whatever happens") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("beam-spill-test-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  {
    SpillFile file(folder.string());
    const std::vector<std::byte> bytes = SomeBytes(100, 1);
    file.Write(bytes.data(), bytes.size());
    CHECK(std::filesystem::is_empty(folder));
  }
  std::filesystem::remove(folder);
}

}  // namespace
}  // namespace beam::runners
