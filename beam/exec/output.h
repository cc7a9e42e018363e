// Output<T>: where an operator puts its values; collects them into batches and passes these to the consumers.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/owned.h"
#include "beam/exec/batch.h"
#include "beam/exec/operator.h"
#include "beam/exec/require_forward.h"

namespace beam::internal {

/// Something that stands between an output and its consumers, such as the forced setting that encodes every batch.
class BatchTap {
 public:
  virtual ~BatchTap() = default;
  virtual void Apply(BatchBase& batch) = 0;
};

/// Is told what an output passes on, before its consumers are.
class DeliveryWatch {
 public:
  virtual ~DeliveryWatch() = default;
  virtual void Passing(const BatchBase& batch) = 0;
};

class RunState;
class WorkerActivity;
struct Node;

class OutputBase {
 public:
  OutputBase(const OutputBase&) = delete;
  OutputBase& operator=(const OutputBase&) = delete;
  virtual ~OutputBase();

  /// `node`: the step that the consumer belongs to, if any.
  void Connect(Operator* consumer, std::size_t port, const Node* node = nullptr);
  /// Makes `meta` what emitted values inherit until the next call. `meta` must outlive the emissions.
  void Inherit(const ElementMeta& meta) {
    current_ = &meta;
    open_.SetMeta(meta);
  }
  void set_batch_limit(std::size_t limit) { limit_ = limit < limit_ ? limit : limit_; }
  void set_tap(BatchTap* tap) { tap_ = tap; }
  void set_watch(DeliveryWatch* watch) { watch_ = watch; }
  /// Lets the output end its bundle when the run fails elsewhere or is cancelled.
  void set_run(RunState* run) { run_ = run; }
  /// Lets the output note which step the worker is in: a consumer's, and `node` again after it.
  void set_activity(WorkerActivity* activity, const Node* node) {
    activity_ = activity;
    node_ = node;
  }
  /// How far EmitAt may go back behind the inherited time; not at all unless this says so.
  void set_allowed_skew(Duration skew) { allowed_skew_ = skew; }
  /// The number of elements passed on since the start.
  std::size_t element_count() const { return element_count_; }

  /// Passes what is collected to the consumers.
  void Flush();
  /// For what StartBundle and FinishBundle emit: values inherit `meta`, or, if it is null, have to name time and window.
  void InheritForBundle(const ElementMeta* meta);
  /// Whether PassOn may take the batch: its receiver owns it, and the consumers may be given that many elements at once.
  bool MayPassOn(const BatchBase& batch) const { return batch.exclusive() && batch.size() <= limit_; }
  /// Passes on what is collected, and then a batch of the same element type that an operator was given, for operators that
  /// leave values as they are.
  void PassOn(BatchBase& batch);
  /// Passes on what is collected and forgets the inherited metadata, which goes out of scope with its batch.
  void EndBundle();

  const ElementMeta& inherited() const;
  /// For operators that fill the open batch in a loop of their own, one value for each element of an input batch: gives the
  /// coming values the metadata of the input's elements from `begin` on, and returns how many of the `wanted` have room.
  /// They are then written by Fill (or, for plain types, behind batch().end()), and FlushIfFull follows.
  std::size_t InheritRange(const BatchBase& input, std::size_t begin, std::size_t wanted);
  /// Whether such an operator may fill the open batch first and then give it the metadata of the input, with TakeMetasOf.
  bool MayTakeMetasOf(const BatchBase& input) const { return !input.uniform() && open_.empty() && MayPassOn(input); }
  void TakeMetasOf(BatchBase& input) { open_.TakeMetasOf(input); }
  std::size_t limit() const { return limit_; }
  /// Throws beam::Error (kOutOfRange) for what lies outside of the time domain.
  static void RequireInBounds(const ElementMeta& meta) {
    if (meta.timestamp < Timestamp::Min() || meta.timestamp > Timestamp::Max()) [[unlikely]]
      FailOutOfBounds(meta.timestamp);
  }

 protected:
  /// `open` is the batch of the derived class, and has room for `limit` elements.
  OutputBase(BatchBase& open, std::size_t limit);
  // After a value was put or was not: what follows inherits again what it inherited before.
  void Resume(const ElementMeta* inherited) {
    current_ = inherited;
    ResumeMeta();
  }
  // A batch without anything to inherit is a column from the start, so that every value is asked for its own.
  void ResumeMeta() {
    if (current_ == &kNoMeta) {
      open_.MakeColumn();
    } else if (current_ != nullptr) {
      open_.SetMeta(*current_);
    }
  }
  /// Gives the memory of all slots back.
  virtual void ReleaseSlots() = 0;

  BatchBase& open_;
  std::size_t limit_;
  std::size_t heap_ = 0;  // an estimate of the memory behind the open batch's values
  const ElementMeta* current_ = nullptr;
  Duration allowed_skew_{0};

 private:
  // Stands for "nothing to inherit": who emits without a time of its own then is told so.
  static const ElementMeta kNoMeta;
  struct Emptied;
  [[noreturn]] static void FailOutOfBounds(Timestamp time);
  // Counts the batch and hands it to every consumer, which may move from it when it is the only one. Throws BundleAborted
  // once the run is stopping.
  void Deliver(BatchBase& batch);

  struct Edge {
    Operator* consumer;
    std::size_t port;
    const Node* node;
  };
  std::vector<Edge> consumers_;
  std::size_t element_count_ = 0;
  BatchTap* tap_ = nullptr;
  DeliveryWatch* watch_ = nullptr;
  RunState* run_ = nullptr;
  WorkerActivity* activity_ = nullptr;
  const Node* node_ = nullptr;
};

/// Batches hold about this many bytes of slots, so that a chain of stages stays inside the first-level cache.
inline constexpr std::size_t kBatchBytes = 16 * 1024;
inline constexpr std::size_t kMaxBatch = 1024;

template <class T>
constexpr std::size_t BatchCapacity() {
  constexpr std::size_t fit = kBatchBytes / sizeof(T);
  return fit > kMaxBatch ? kMaxBatch : (fit < 64 ? 64 : fit);
}

template <class T>
class Output final : public OutputBase {
 public:
  Output() : OutputBase(batch_, BatchCapacity<T>()), batch_(BatchCapacity<T>()) {}

  /// Emits with the inherited metadata.
  template <class U>
  void Emit(U&& value) {
    const std::size_t heap = HeapBytes(value);
    const ElementMeta* const own = batch_.uniform() ? nullptr : &inherited();
    batch_.Put(std::forward<U>(value));
    Appended(heap, own);
  }
  template <class A, class B>
  void EmitKV(A&& key, B&& value) {
    const std::size_t heap = HeapBytes(key) + HeapBytes(value);
    const ElementMeta* const own = batch_.uniform() ? nullptr : &inherited();
    batch_.PutKV(std::forward<A>(key), std::forward<B>(value));
    Appended(heap, own);
  }
  /// Emits what `assign` puts into a used slot or, where there is none, what `make` returns.
  template <class Assign, class Make>
  void EmitMade(Assign&& assign, Make&& make) {
    const ElementMeta* const own = batch_.uniform() ? nullptr : &inherited();
    Appended(HeapBytes(batch_.PutMade(assign, make)), own);
  }
  /// Emits with metadata of its own.
  template <class U>
  void EmitWith(const ElementMeta& meta, U&& value) {
    RequireInBounds(meta);
    const ElementMeta* const inherited = current_;
    Inherit(meta);
    try {
      Emit(std::forward<U>(value));
    } catch (...) {
      Resume(inherited);
      throw;
    }
    Resume(inherited);
  }
  /// Emits at `time`, with what else is inherited. Throws beam::Error (kFailedPrecondition) for a time that is earlier than the
  /// inherited one by more than the allowed skew.
  template <class U>
  void EmitAt(Timestamp time, U&& value) {
    ElementMeta meta = inherited();
    if (time < meta.timestamp) [[unlikely]]
      RequireForward(meta.timestamp, time, allowed_skew_);
    meta.timestamp = time;
    EmitWith(meta, std::forward<U>(value));
  }
  template <class U>
  void Fill(U&& value) {
    heap_ += HeapBytes(value);
    batch_.Put(std::forward<U>(value));
  }
  void FlushIfFull() {
    if (batch_.size() >= limit_ || heap_ > kBatchHeap) Flush();
  }

  /// The open batch, for operators that fill it in one loop; they call Flush when they are done with it.
  Batch<T>& batch() { return batch_; }

 private:
  void ReleaseSlots() override { batch_.ReleaseSlots(); }
  // `own`: the value's metadata, where the batch has a column of them.
  void Appended(std::size_t heap, const ElementMeta* own) {
    if (own != nullptr) [[unlikely]]
      batch_.AppendMeta(*own);
    heap_ += heap;
    if (batch_.size() >= limit_ || heap_ > kBatchHeap) [[unlikely]]
      Flush();
  }

  Batch<T> batch_;
};

template <class T>
Owned<OutputBase> MakeOutput() {
  return Owned<OutputBase>(new Output<T>());
}

}  // namespace beam::internal
