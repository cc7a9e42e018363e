#include "beam/exec/partition_writer.h"

#include "beam/exec/packer.h"

#include <algorithm>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace beam::internal {

namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kStagingBytes = 2048;
constexpr std::size_t kSlabBytes = 32 * kStagingBytes;

// Copies whole lines past the cache: the block is not read again until the exchange is sealed.
void CopyLines(std::byte* to, const std::byte* from, std::size_t bytes) {
#if defined(__SSE2__)
  for (std::size_t i = 0; i < bytes; i += 16) {
    _mm_stream_si128(reinterpret_cast<__m128i*>(to + i), _mm_load_si128(reinterpret_cast<const __m128i*>(from + i)));
  }
#else
  std::memcpy(to, from, bytes);
#endif
}

}  // namespace

PartitionWriter::PartitionWriter(BlockStore& store) : store_(store), staging_(store.partitions()) {}

PartitionWriter::~PartitionWriter() {
  for (Staging& staging : staging_) {
    if (staging.block.data != nullptr) store_.Discard(staging.block);
  }
}

void PartitionWriter::OpenStaging(Staging& staging) {
  if (slabs_.empty() || slab_used_ + kStagingBytes + kLine > kSlabBytes) {
    slabs_.push_back(std::make_unique_for_overwrite<std::byte[]>(kSlabBytes));
    slab_used_ = 0;
    const auto address = reinterpret_cast<std::uintptr_t>(slabs_.back().get());
    slab_used_ = (kLine - address % kLine) % kLine;
  }
  staging.begin = slabs_.back().get() + slab_used_;
  slab_used_ += kStagingBytes;
  staging.at = staging.begin;
  staging.end = staging.begin + kStagingBytes;
}

std::byte* PartitionWriter::ReserveSlow(std::size_t partition, std::size_t bytes) {
  if (bytes > kMaxPackedBytes) FailPackedSize(bytes);
  Staging& staging = staging_[partition];
  if (staging.begin == nullptr) {
    OpenStaging(staging);
  } else {
    Drain(partition, bytes + kLine > kStagingBytes);
  }
  if (bytes <= static_cast<std::size_t>(staging.end - staging.at)) {
    std::byte* at = staging.at;
    staging.at += bytes;
    ++staging.records;
    return at;
  }
  // The record is larger than a staging area: it goes straight into a block.
  if (staging.block.data == nullptr || staging.block.room() < bytes) {
    CloseBlock(partition);
    staging.block = store_.NewBlock(std::max(bytes, kBlockBytes));
  }
  std::byte* at = staging.block.data + staging.block.header.size;
  staging.block.header.size += bytes;
  ++staging.block.header.records;
  return at;
}

void PartitionWriter::Drain(std::size_t partition, bool everything) {
  Staging& staging = staging_[partition];
  const auto staged = static_cast<std::size_t>(staging.at - staging.begin);
  if (staged == 0) return;
  Block& block = staging.block;
  if (block.data == nullptr || block.room() < staged) {
    CloseBlock(partition);
    block = store_.NewBlock(everything && staged < kStagingBytes / 2 ? staged : kBlockBytes);
  }
  block.header.records += staging.records;
  staging.records = 0;
  // While the next staging area may not fit any more, a record must not stay half in the block: write everything.
  const bool last = everything || block.room() < staged + kStagingBytes || block.header.size % kLine != 0;
  const std::size_t lines = staged / kLine * kLine;
  std::byte* to = block.data + block.header.size;
  if (block.header.size % kLine == 0) {
    CopyLines(to, staging.begin, lines);
  } else {
    std::memcpy(to, staging.begin, lines);
  }
  std::size_t written = lines;
  if (last) {
    std::memcpy(to + lines, staging.begin + lines, staged - lines);
    written = staged;
  } else {
    std::memcpy(staging.begin, staging.begin + lines, staged - lines);
  }
  block.header.size += written;
  staging.at = staging.begin + (staged - written);
  if (last && !everything) CloseBlock(partition);
}

void PartitionWriter::CloseBlock(std::size_t partition) {
  Block& block = staging_[partition].block;
  if (block.data == nullptr) return;
  const Block full = block;
  block = Block();
  store_.Add(partition, full);
}

void PartitionWriter::Flush() {
  for (std::size_t partition = 0; partition < staging_.size(); ++partition) {
    if (staging_[partition].begin == nullptr) continue;
    Drain(partition, true);
    CloseBlock(partition);
  }
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

}  // namespace beam::internal
