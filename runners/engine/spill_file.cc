#include "runners/engine/spill_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "beam/base/crc32c.h"
#include "beam/base/error.h"

namespace beam::runners {

namespace {

struct BlockHead {
  std::uint32_t magic = 0x4b4c4242;  // "BBLK"
  std::uint32_t crc = 0;
  std::uint64_t bytes = 0;
  std::uint64_t offset = 0;  // a block that is read from the wrong place does not match
};

}  // namespace

SpillFile::~SpillFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

void SpillFile::Fail(const char* doing, int error, std::uint64_t offset, std::size_t bytes) const {
  const StatusCode code = error == ENOSPC || error == EDQUOT || error == EFBIG ? StatusCode::kResourceExhausted
                          : error == 0                                         ? StatusCode::kDataLoss
                                                                               : StatusCode::kUnavailable;
  throw Error(code,
              std::string("spilling to disk failed while ") + doing + ": " +
                  (error == 0 ? "the bytes are not those that were written" : std::generic_category().message(error)) +
                  "; --spill_dir = " + directory_ + "; offset = " + std::to_string(offset) +
                  "; bytes = " + std::to_string(bytes));
}

void SpillFile::Open() {
  descriptor_ = open(directory_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor_ >= 0) return;
  // File systems without nameless files: make one with a name and take the name away.
  std::string path = directory_ + "/beam-spill-XXXXXX";
  std::vector<char> name(path.begin(), path.end());
  name.push_back('\0');
  descriptor_ = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) Fail("making the file", errno, 0, 0);
  unlink(name.data());
}

void SpillFile::WriteAll(const void* data, std::size_t bytes, std::uint64_t offset) {
  const auto* at = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t written = pwrite(descriptor_, at, bytes, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) Fail("writing", written == 0 ? EIO : errno, offset, bytes);
    at += written;
    offset += static_cast<std::uint64_t>(written);
    bytes -= static_cast<std::size_t>(written);
  }
}

void SpillFile::ReadAll(void* data, std::size_t bytes, std::uint64_t offset) {
  auto* at = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t got = pread(descriptor_, at, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) Fail("reading", got == 0 ? 0 : errno, offset, bytes);
    at += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
}

void SpillFile::RequireOpen() {
  // Not std::call_once: the next call after one that threw may wait for ever (under ThreadSanitizer it does), and a user's function
  // may hide what was thrown and go on.
  std::lock_guard lock(opening_);
  if (descriptor_ < 0) Open();
}

std::uint64_t SpillFile::Write(const std::byte* data, std::size_t bytes) {
  RequireOpen();
  BlockHead head;
  head.bytes = bytes;
  head.offset = end_.fetch_add(sizeof(head) + bytes);
  head.crc = internal::Crc32c(0, data, bytes);
  WriteAll(&head, sizeof(head), head.offset);
  WriteAll(data, bytes, head.offset + sizeof(head));
  return head.offset;
}

void SpillFile::Read(std::uint64_t offset, std::byte* data, std::size_t bytes) {
  BlockHead head;
  ReadAll(&head, sizeof(head), offset);
  if (head.magic != BlockHead().magic || head.bytes != bytes || head.offset != offset)
    Fail("reading", 0, offset, bytes);
  ReadAll(data, bytes, offset + sizeof(head));
  if (internal::Crc32c(0, data, bytes) != head.crc) Fail("reading", 0, offset, bytes);
}

}  // namespace beam::runners
