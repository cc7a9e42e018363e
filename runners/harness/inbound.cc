#include "runners/harness/inbound.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

// What a chunk costs beside its bytes, so that a flood of empty ones is bounded too.
constexpr std::size_t kChunkOverhead = 256;

// The system clears new memory, which costs more than decoding what is then read into it: some is kept.
constexpr std::size_t kLeastSpare = std::size_t{16} << 10;
constexpr std::size_t kMostSpare = std::size_t{2} << 20;
constexpr std::size_t kSpares = 8;

std::size_t CostOf(const InboundChunk& chunk) { return chunk.bytes.size() + kChunkOverhead; }

std::string NameOf(const InboundChunk& chunk) {
  if (!chunk.timers) return "elements for transform " + chunk.transform_id;
  return "timers of family " + chunk.family + " for transform " + chunk.transform_id;
}

InboundChunk ChunkOf(fn::Elements::Data& data, std::string spare = {}) {
  InboundChunk chunk{false, std::move(*data.mutable_transform_id()), std::string(), std::move(spare), data.is_last()};
  chunk.bytes.swap(*data.mutable_data());
  return chunk;
}

InboundChunk ChunkOf(fn::Elements::Timers& timers) {
  return {true, std::move(*timers.mutable_transform_id()), std::move(*timers.mutable_timer_family_id()),
          std::move(*timers.mutable_timers()), timers.is_last()};
}

}  // namespace

/// Everything is guarded by the mutex of InboundBuffers.
struct Inbound::Buffer {
  std::deque<InboundChunk> chunks;
  std::size_t bytes = 0;
  bool running = false;
  bool waiting = false;
  bool ended = false;
  Status failed;
  std::set<ConnectionId> connections;
  std::condition_variable arrived;
};

Inbound::Inbound(InboundBuffers& buffers, std::string instruction_id, std::shared_ptr<Buffer> buffer,
                 const StageEnds& ends)
    : buffers_(buffers), instruction_id_(std::move(instruction_id)), buffer_(std::move(buffer)), ends_(ends) {
  for (const auto& [transform_id, address] : ends.sources) open_sources_.insert(transform_id);
  open_families_ = ends.timer_families;
}

Inbound::~Inbound() { buffers_.Forget(instruction_id_); }

bool Inbound::Next(InboundChunk& chunk) {
  while (!AllEnded()) {
    std::unique_lock lock(buffers_.mutex_);
    buffer_->arrived.wait(lock, [&] { return !buffer_->failed.ok() || !buffer_->chunks.empty(); });
    if (!buffer_->failed.ok()) throw Error(buffer_->failed);
    buffers_.Recycle(std::move(chunk.bytes));
    chunk = std::move(buffer_->chunks.front());
    buffer_->chunks.pop_front();
    buffer_->bytes -= CostOf(chunk);
    buffers_.room_.notify_all();
    lock.unlock();
    if (Take(chunk)) return true;
  }
  return false;
}

// An end that comes twice, or for something that the stage does not have, does no harm; elements there would be lost.
bool Inbound::Take(const InboundChunk& chunk) {
  const TimerFamily family(chunk.transform_id, chunk.family);
  const bool known = chunk.timers ? ends_.timer_families.contains(family) : ends_.sources.contains(chunk.transform_id);
  const bool open = chunk.timers ? open_families_.contains(family) : open_sources_.contains(chunk.transform_id);
  if (!chunk.bytes.empty() && !known) RefuseChunk(chunk, "which the stage's descriptor does not have");
  if (!chunk.bytes.empty() && !open) RefuseChunk(chunk, "after it had said that there are no more");
  if (chunk.is_last && chunk.timers) open_families_.erase(family);
  if (chunk.is_last && !chunk.timers) open_sources_.erase(chunk.transform_id);
  return !chunk.bytes.empty();
}

void Inbound::RefuseChunk(const InboundChunk& chunk, const std::string& what) const {
  throw Error(StatusCode::kInvalidArgument,
              "the runner sent " + NameOf(chunk) + ", " + what +
                  "; the bundle's result would be wrong; bytes = " + std::to_string(chunk.bytes.size()));
}

void Inbound::AddEmbedded(const fn::Elements& elements) {
  fn::Elements copy = elements;
  std::set<std::string> sources = open_sources_;
  std::set<TimerFamily> families = open_families_;
  std::lock_guard lock(buffers_.mutex_);
  for (fn::Elements::Data& data : *copy.mutable_data()) {
    if (data.is_last()) sources.erase(data.transform_id());
    buffers_.Push(*buffer_, ChunkOf(data));
  }
  for (fn::Elements::Timers& timers : *copy.mutable_timers()) {
    if (timers.is_last()) families.erase({timers.transform_id(), timers.timer_family_id()});
    buffers_.Push(*buffer_, ChunkOf(timers));
  }
  if (sources.empty() && families.empty()) return;
  const std::string& open = sources.empty() ? families.begin()->first : *sources.begin();
  throw Error(StatusCode::kInvalidArgument,
              "the instruction brings its elements with it, but does not say is_last for transform " + open +
                  "; embedded elements have to be all of the bundle's elements and timers");
}

void Inbound::SetWaiting(bool waiting) {
  std::lock_guard lock(buffers_.mutex_);
  buffer_->waiting = waiting;
  if (waiting) buffers_.room_.notify_all();
}

void Inbound::Fail(const Status& why) {
  std::lock_guard lock(buffers_.mutex_);
  buffers_.FailBuffer(*buffer_, why);
}

InboundBuffers::InboundBuffers(InboundLimits limits) : limits_(limits), ended_(limits.ended_bundles) {}
InboundBuffers::~InboundBuffers() = default;

Status InboundBuffers::Receive(ConnectionId connection, fn::Elements&& elements) {
  std::unique_lock lock(mutex_);
  for (int i = 0; i < elements.data_size(); ++i) {
    const std::string& instruction_id = elements.data(i).instruction_id();
    if (Status status = Add(lock, connection, instruction_id, TakeData(elements, i)); !status.ok()) return status;
  }
  for (fn::Elements::Timers& timers : *elements.mutable_timers()) {
    if (Status status = Add(lock, connection, timers.instruction_id(), ChunkOf(timers)); !status.ok()) return status;
  }
  return Status();
}

// Most messages have one chunk; only these leave memory behind, since nobody knows how many chunks the next one has.
InboundChunk InboundBuffers::TakeData(fn::Elements& elements, int number) {
  fn::Elements::Data& data = *elements.mutable_data(number);
  if (elements.data_size() > 1 || data.data().size() < kLeastSpare || spare_.empty()) return ChunkOf(data);
  std::string spare = std::move(spare_.back());
  spare_.pop_back();
  return ChunkOf(data, std::move(spare));
}

void InboundBuffers::Recycle(std::string bytes) {
  if (bytes.capacity() < kLeastSpare || bytes.capacity() > kMostSpare || spare_.size() >= kSpares) return;
  bytes.clear();
  spare_.push_back(std::move(bytes));
}

Status InboundBuffers::Add(std::unique_lock<std::mutex>& lock, ConnectionId connection,
                           const std::string& instruction_id, InboundChunk chunk) {
  if (ended_.Contains(instruction_id)) return Status();
  std::shared_ptr<Buffer>& known = buffers_[instruction_id];
  if (known == nullptr) {
    if (early_bundles_ >= limits_.early_bundles) {
      buffers_.erase(instruction_id);
      return Status(
          StatusCode::kResourceExhausted,
          "the runner sent data for more bundles than it has announced; the data stream is given up; bundles = " +
              std::to_string(early_bundles_));
    }
    known = std::make_shared<Buffer>();
    ++early_bundles_;
  }
  const std::shared_ptr<Buffer> buffer = known;
  buffer->connections.insert(connection);
  room_.wait(lock, [&] { return HasRoom(*buffer) || !shut_down_.ok(); });
  if (!shut_down_.ok()) return shut_down_;
  if (buffer->ended || !buffer->failed.ok()) return Status();
  Push(*buffer, std::move(chunk));
  return Status();
}

bool InboundBuffers::HasRoom(const Buffer& buffer) const {
  if (!buffer.running || buffer.ended || !buffer.failed.ok()) return true;
  return buffer.bytes < (buffer.waiting ? limits_.early_bytes : limits_.running_bytes);
}

void InboundBuffers::Push(Buffer& buffer, InboundChunk chunk) {
  const std::size_t cost = CostOf(chunk);
  if (!buffer.running && early_bytes_ + cost > limits_.early_bytes) {
    FailBuffer(buffer,
               Status(StatusCode::kResourceExhausted,
                      "the runner sent more data ahead of its bundles than the worker keeps; let it announce bundles "
                      "earlier or send smaller ones; limit in bytes = " +
                          std::to_string(limits_.early_bytes)));
    return;
  }
  if (!buffer.running) early_bytes_ += cost;
  buffer.bytes += cost;
  buffer.chunks.push_back(std::move(chunk));
  buffer.arrived.notify_one();
}

void InboundBuffers::FailBuffer(Buffer& buffer, const Status& why) {
  if (!buffer.failed.ok()) return;
  buffer.failed = why;
  if (!buffer.running) early_bytes_ -= buffer.bytes;
  buffer.chunks.clear();
  buffer.bytes = 0;
  buffer.arrived.notify_all();
  room_.notify_all();
}

void InboundBuffers::Broken(ConnectionId connection, const Status& why) {
  std::lock_guard lock(mutex_);
  for (const auto& [id, buffer] : buffers_) {
    if (buffer->connections.contains(connection)) FailBuffer(*buffer, why);
  }
}

std::unique_ptr<Inbound> InboundBuffers::Begin(const std::string& instruction_id, const StageEnds& ends,
                                               const std::set<ConnectionId>& connections) {
  std::lock_guard lock(mutex_);
  if (!shut_down_.ok()) throw Error(shut_down_);
  if (ended_.Contains(instruction_id)) {
    throw Error(StatusCode::kAlreadyExists,
                "a bundle of this id has already run, and its data was dropped; instruction ids must be new");
  }
  std::shared_ptr<Buffer>& buffer = buffers_[instruction_id];
  if (buffer == nullptr) {
    buffer = std::make_shared<Buffer>();
  } else {
    early_bytes_ -= buffer->bytes;
    --early_bundles_;
  }
  buffer->running = true;
  buffer->connections.insert(connections.begin(), connections.end());
  return std::unique_ptr<Inbound>(new Inbound(*this, instruction_id, buffer, ends));
}

void InboundBuffers::Forget(const std::string& instruction_id) {
  std::lock_guard lock(mutex_);
  ended_.Add(instruction_id);
  const auto found = buffers_.find(instruction_id);
  if (found == buffers_.end()) return;
  Buffer& buffer = *found->second;
  if (!buffer.running) {
    early_bytes_ -= buffer.bytes;
    --early_bundles_;
  }
  buffer.ended = true;
  buffer.chunks.clear();
  buffer.bytes = 0;
  buffers_.erase(found);
  room_.notify_all();
}

void InboundBuffers::Shutdown(const Status& why) {
  std::lock_guard lock(mutex_);
  shut_down_ = why;
  for (const auto& [id, buffer] : buffers_) FailBuffer(*buffer, why);
  room_.notify_all();
}

std::size_t InboundBuffers::early_bytes() const {
  std::lock_guard lock(mutex_);
  return early_bytes_;
}

}  // namespace beam::runners
