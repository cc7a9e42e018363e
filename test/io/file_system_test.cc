#include "io/file_system.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"
#include "io/local_files.h"
#include "test/io/string_file.h"
#include "test/io/test_folder.h"

namespace beam::io {
namespace {

TEST_CASE("names without a scheme and file:// are local files") {
  const testing::TestFolder folder;
  const std::string path = folder.Put("a", "text");
  CHECK(testing::ReadToEnd(*FileSystemOf(path)->Open(path, 0), 10) == "text");
  CHECK(testing::ReadToEnd(*FileSystemOf("file://" + path)->Open("file://" + path, 0), 10) == "text");
  CHECK(FileSystemOf("a b://c") == FileSystemOf("a"));
}

TEST_CASE("other schemes are those that were registered") {
  CHECK_THROWS_WITH(
      FileSystemOf("s3://bucket/key"),
      "INVALID_ARGUMENT: no file system is registered for this scheme; call beam::io::RegisterFileSystem for it, "
      "or name a local file; file = s3://bucket/key");
  const auto files = std::make_shared<internal::LocalFiles>(internal::RealSystemFiles(), "test-scheme://");
  RegisterFileSystem("test-scheme", files);
  CHECK(FileSystemOf("test-scheme://x") == files);
  CHECK_THROWS_AS(RegisterFileSystem("a://", files), Error);
  CHECK_THROWS_AS(RegisterFileSystem("", files), Error);
}

}  // namespace
}  // namespace beam::io
