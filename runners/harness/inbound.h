// InboundBuffers: the elements and timers that have arrived and wait for their bundles, by instruction.
//
// Data may come before its instruction, and goes on coming after the instruction has failed: the former is kept, the latter
// dropped. One data stream carries many bundles, so when its reader waits, all of them do. Hence, so that nothing deadlocks:
//   - The reader waits for room only on behalf of a bundle that runs, has enough to work on, and does not itself wait for the
//     runner, which may be waiting for the reader: such a bundle goes on taking data, whatever else happens. The limit is
//     `running_bytes`.
//   - A runner that writes all of a bundle's input before it announces the bundle, before it reads any output or before it
//     answers any state request is never held up. That costs memory: up to `early_bytes` for all bundles that have not begun,
//     and as much again for each that runs and waits. Beyond that a bundle that has not begun loses its data and fails, with
//     this reason, when it does begin; for one that runs the reader waits after all.
//
// InboundBuffers is thread-safe; an Inbound is for its bundle's thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "beam/base/status.h"
#include "runners/harness/connection.h"
#include "runners/harness/recent_ids.h"
#include "runners/harness/stage_ends.h"

namespace beam::runners {

struct InboundLimits {
  std::size_t running_bytes = std::size_t{64} << 20;
  std::size_t early_bytes = std::size_t{1} << 30;
  /// Bundles that have not begun and have data; one more, and the stream is given up.
  std::size_t early_bundles = 10000;
  /// Bundles that have ended whose data is still recognized and dropped.
  std::size_t ended_bundles = 1000;
};

/// Some encoded elements, or timers, of one end of the stage.
struct InboundChunk {
  bool timers = false;
  std::string transform_id;
  std::string family;
  std::string bytes;
  bool is_last = false;
};

class InboundBuffers;

/// What one bundle reads. Forgets the bundle's data when it is destroyed.
class Inbound {
 public:
  ~Inbound();
  Inbound(const Inbound&) = delete;
  Inbound& operator=(const Inbound&) = delete;

  /// The next chunk, in the order of arrival; never an empty one. False once every source and every timer family of the stage
  /// has ended. Blocks, and throws beam::Error if the rest will not come or is not what the descriptor says.
  bool Next(InboundChunk& chunk);
  /// The elements that came inside the instruction. By the protocol these are then all of them, so each end must be there.
  void AddEmbedded(const fn::Elements& elements);
  /// True while the bundle waits for the runner: to take its output, or to answer.
  void SetWaiting(bool waiting);
  void Fail(const Status& why);

 private:
  friend class InboundBuffers;
  struct Buffer;
  Inbound(InboundBuffers& buffers, std::string instruction_id, std::shared_ptr<Buffer> buffer, const StageEnds& ends);
  /// Notes what has ended; false if there is nothing in the chunk to process.
  bool Take(const InboundChunk& chunk);
  bool AllEnded() const { return open_sources_.empty() && open_families_.empty(); }
  [[noreturn]] void RefuseChunk(const InboundChunk& chunk, const std::string& what) const;

  InboundBuffers& buffers_;
  const std::string instruction_id_;
  const std::shared_ptr<Buffer> buffer_;
  const StageEnds& ends_;
  std::set<std::string> open_sources_;
  std::set<TimerFamily> open_families_;
};

class InboundBuffers {
 public:
  explicit InboundBuffers(InboundLimits limits);
  ~InboundBuffers();

  /// For the thread that reads the connection. An error means that the stream has to be given up.
  /// Takes the elements and leaves some memory for the next ones in the message.
  Status Receive(ConnectionId connection, fn::Elements&& elements);
  /// Fails every bundle that has data from the connection or waits for it.
  void Broken(ConnectionId connection, const Status& why);
  /// The bundle runs now; it will get data from these connections. `ends` must outlive the result.
  std::unique_ptr<Inbound> Begin(const std::string& instruction_id, const StageEnds& ends,
                                 const std::set<ConnectionId>& connections);
  /// The bundle is over, also if it never began: what comes for it from now on is dropped.
  void Forget(const std::string& instruction_id);
  /// Fails all bundles, now and later.
  void Shutdown(const Status& why);

  /// What bundles that have not begun hold at the moment.
  std::size_t early_bytes() const;

 private:
  friend class Inbound;
  using Buffer = Inbound::Buffer;
  Status Add(std::unique_lock<std::mutex>& lock, ConnectionId connection, const std::string& instruction_id,
             InboundChunk chunk);
  bool HasRoom(const Buffer& buffer) const;
  InboundChunk TakeData(fn::Elements& elements, int number);
  void Recycle(std::string bytes);
  void Push(Buffer& buffer, InboundChunk chunk);
  void FailBuffer(Buffer& buffer, const Status& why);

  const InboundLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::map<std::string, std::shared_ptr<Buffer>> buffers_;
  RecentIds ended_;
  std::size_t early_bytes_ = 0;
  std::size_t early_bundles_ = 0;
  std::vector<std::string> spare_;  // memory of chunks that have been read, for those to come
  Status shut_down_;
};

}  // namespace beam::runners
