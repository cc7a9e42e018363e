// WorkerActivity: which step a worker is in, and whether anything moves; for progress lines and stall reports.
#pragma once

#include <atomic>
#include <cstdint>

namespace beam::internal {

struct Node;

/// Written by one worker, once for each batch, and read by whoever watches it. On a cache line of its own.
class alignas(64) WorkerActivity {
 public:
  /// The worker's next batch or bundle is handled by `node` (null: by nobody, or by a part of the engine).
  void Enter(const Node* node) {
    node_.store(node, std::memory_order_relaxed);
    Move();
  }
  /// The worker has nothing to do; nothing moves by that.
  void Rest() { node_.store(nullptr, std::memory_order_relaxed); }
  /// Something moved on: a batch, a block.
  void Move() { moves_.store(moves_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }

  const Node* node() const { return node_.load(std::memory_order_relaxed); }
  std::uint64_t moves() const { return moves_.load(std::memory_order_relaxed); }

 private:
  std::atomic<const Node*> node_{nullptr};
  std::atomic<std::uint64_t> moves_{0};
};

}  // namespace beam::internal
