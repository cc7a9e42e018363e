// Iter<V>: the values of a key, or the elements of a side input: streamed, and iterable again.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/exec/packer.h"
#include "beam/exec/remote_cursor.h"
#include "coders/iterable.h"

namespace beam {

namespace internal {

/// Where an iteration stands; made by ValueStream::Begin.
struct StreamCursor {
  std::uint64_t position = 0;
  std::shared_ptr<void> state;
};

/// A stretch of values: an array of them, or an array of pointers to their packed cells.
struct ValueChunk {
  enum class Form : std::uint8_t { kValues, kCells };
  /// Behind an array of pointers as many more of them stand, all to readable memory: an iteration fetches what comes next,
  /// also beyond its group.
  static constexpr std::size_t kCellsAhead = 12;

  ValueChunk() = default;
  ValueChunk(const void* first, std::size_t size, Form how)
      : data(first), count(size), form(static_cast<std::size_t>(how)) {}
  bool has_cells() const { return form == static_cast<std::size_t>(Form::kCells); }

  const void* data = nullptr;
  std::size_t count : 63 = 0;
  std::size_t form : 1 = 0;
};

/// Values that do not lie in memory all at once: a spilled group, a paged answer of a remote runner.
class ValueStream {
 public:
  virtual ~ValueStream() = default;
  virtual StreamCursor Begin() const = 0;
  /// Sets the next chunk, valid until the next call with this cursor; false at the end.
  virtual bool Next(StreamCursor& cursor, ValueChunk& chunk) const = 0;
};

/// std::vector<bool> is no array; a vector of these is one.
struct StoredBool {
  StoredBool(bool v) : value(v) {}         // NOLINT(google-explicit-constructor): stands in for a bool
  operator bool() const { return value; }  // NOLINT(google-explicit-constructor): stands in for a bool
  bool value;
};
static_assert(sizeof(StoredBool) == sizeof(bool));

/// A vector whose elements an Iter can read where they lie, whatever V is.
template <class V>
using ValueVector = std::vector<std::conditional_t<std::is_same_v<V, bool>, StoredBool, V>>;

/// Values that belong to the Iters over them. These know an array of the first ones, behind which nothing may be left to stream.
class SharedValues : public ValueStream {
 public:
  StreamCursor Begin() const override { return {}; }
  bool Next(StreamCursor&, ValueChunk&) const override { return false; }

 private:
  friend class StreamRef;
  mutable std::atomic<std::size_t> users_{0};
};

template <class V>
class SharedVector : public SharedValues {
 public:
  explicit SharedVector(std::shared_ptr<const ValueVector<V>> values) : values_(std::move(values)) {}

 private:
  std::shared_ptr<const ValueVector<V>> values_;
};

template <class V>
class RemoteCursorOf final : public RemoteCursor {
 public:
  using RemoteCursor::RemoteCursor;

 private:
  // Values that were read before keep their capacity.
  void Decode(std::string_view bytes, RemoteValues* remote, Decoded& decoded) override {
    for (decoded = {}; decoded.bytes < bytes.size() && decoded.bytes < kBytesAtOnce; ++decoded.values) {
      ByteReader reader(bytes.substr(decoded.bytes), remote);
      if (decoded.values == values_.size()) {
        values_.push_back(DecodeNested<V>(reader));
      } else if constexpr (std::is_same_v<V, typename ValueVector<V>::value_type>) {
        DecodeNestedInto<V>(reader, values_[decoded.values]);
      } else {
        values_[decoded.values] = DecodeNested<V>(reader);
      }
      if (reader.position() == 0) return;
      decoded.bytes += reader.position();
    }
  }
  const void* values() const override { return values_.data(); }

  ValueVector<V> values_;
};

/// Values of which the first ones are here and the others lie elsewhere: each iteration reads them as far as it comes.
template <class V>
class PartlyRemoteValues final : public SharedVector<V> {
 public:
  PartlyRemoteValues(std::shared_ptr<const ValueVector<V>> first, RemoteValues& remote, std::string_view token)
      : SharedVector<V>(std::move(first)), remote_(remote.shared_from_this()), token_(token) {}

  StreamCursor Begin() const override { return {0, std::make_shared<RemoteCursorOf<V>>(remote_, token_)}; }
  bool Next(StreamCursor& cursor, ValueChunk& chunk) const override {
    return static_cast<RemoteCursorOf<V>*>(cursor.state.get())->Next(chunk);
  }

 private:
  std::shared_ptr<RemoteValues> remote_;
  std::string token_;
};

/// What an Iter keeps of its stream: a pointer that is borrowed and may dangle once the DoFn has returned, or a share in
/// values of its own. There is nothing to do for a borrowed one, which nearly all are.
class StreamRef {
 public:
  StreamRef() = default;
  explicit StreamRef(const ValueStream* borrowed) : stream_(borrowed) {}
  explicit StreamRef(const SharedValues* shared) : stream_(shared), shared_(shared) { Retain(); }
  StreamRef(const StreamRef& other) : stream_(other.stream_), shared_(other.shared_) { Retain(); }
  StreamRef(StreamRef&& other) noexcept : stream_(other.stream_), shared_(std::exchange(other.shared_, nullptr)) {}
  StreamRef& operator=(StreamRef other) noexcept {
    std::swap(stream_, other.stream_);
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~StreamRef() {
    if (shared_ != nullptr) [[unlikely]]
      Release();
  }
  const ValueStream* get() const { return stream_; }

 private:
  void Retain() const {
    if (shared_ != nullptr) [[unlikely]]
      shared_->users_.fetch_add(1, std::memory_order_relaxed);
  }
  void Release() const {
    if (shared_->users_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared_;
  }
  const ValueStream* stream_ = nullptr;
  const SharedValues* shared_ = nullptr;
};

template <class V>
struct StoredAs {
  using type = V;
};
template <>
struct StoredAs<std::string_view> {
  using type = std::string;
};

}  // namespace internal

/// A re-iterable range of V. Cheap to copy; valid during the DoFn call that received it. Values are decoded one at a time,
/// so a group may be far larger than memory. `Iter<std::string_view>` reads string values without copying them; a view is
/// valid until the iterator moves on.
///
///   [](const std::string& user, beam::Iter<int64_t> amounts) {
///     int64_t sum = 0;
///     for (int64_t amount : amounts) sum += amount;
///     return sum;
///   }
template <class V>
class Iter {
 public:
  using value_type = V;
  class iterator;
  struct Sentinel {};

  Iter() = default;
  explicit Iter(internal::ValueChunk chunk) : head_(chunk) {}
  explicit Iter(const internal::ValueStream* stream) : stream_(stream) {}
  /// The same values as views: an `Iter<std::string_view>` of an `Iter<std::string>`.
  template <class U>
    requires(!std::is_same_v<U, V> && std::is_same_v<U, typename internal::StoredAs<V>::type>)
  // NOLINTNEXTLINE(google-explicit-constructor): a parameter of a DoFn converts
  Iter(const Iter<U>& values) : head_(values.head_), stream_(values.stream_) {}
  /// Owns its values.
  explicit Iter(std::shared_ptr<const internal::ValueVector<V>> values)
      : head_(values->data(), values->size(), internal::ValueChunk::Form::kValues),
        stream_(static_cast<const internal::SharedValues*>(new internal::SharedVector<V>(std::move(values)))) {}
  /// The same, and goes on with those that the token stands for.
  Iter(std::shared_ptr<const internal::ValueVector<V>> first, internal::RemoteValues& remote, std::string_view token)
      : head_(first->data(), first->size(), internal::ValueChunk::Form::kValues),
        stream_(static_cast<const internal::SharedValues*>(
            new internal::PartlyRemoteValues<V>(std::move(first), remote, token))) {}

  iterator begin() const { return iterator(*this); }
  Sentinel end() const { return {}; }
  bool empty() const { return head_.count == 0 && (stream_.get() == nullptr || begin() == Sentinel{}); }
  /// Copies the values into a vector, views as the strings that they are of; for groups known to be small.
  std::vector<typename internal::StoredAs<V>::type> ToVector() const {
    std::vector<typename internal::StoredAs<V>::type> values;
    for (auto&& value : *this) values.emplace_back(value);
    return values;
  }

  const internal::ValueChunk& head() const { return head_; }

 private:
  template <class U>
  friend class Iter;

  internal::ValueChunk head_;
  internal::StreamRef stream_;
};

template <class V>
class Iter<V>::iterator {
 public:
  using Stored = typename internal::StoredAs<V>::type;
  using value_type = V;
  using difference_type = std::ptrdiff_t;

  explicit iterator(const Iter& iter) : chunk_(iter.head_), stream_(iter.stream_.get()) {
    if (stream_ != nullptr) [[unlikely]]
      cursor_ = stream_->Begin();
    Settle();
  }

  decltype(auto) operator*() const {
    if constexpr (kDecodes) {
      if (chunk_.has_cells()) return static_cast<const V&>(*slot_);
      return static_cast<const V&>(static_cast<const V*>(chunk_.data)[index_]);
    } else {
      if (!chunk_.has_cells()) return V(static_cast<const Stored*>(chunk_.data)[index_]);
      const std::byte* cell = CellAt(index_);
      return V(reinterpret_cast<const char*>(internal::Cell<Stored>::Payload(cell)),
               internal::Cell<Stored>::PayloadSize(cell));
    }
  }
  iterator& operator++() {
    ++index_;
    Settle();
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(Sentinel) const { return done_; }

 private:
  /// Views are made of the cell itself; values are decoded into a slot.
  static constexpr bool kDecodes = std::is_same_v<V, Stored>;
  struct NoSlot {};

  const std::byte* CellAt(std::size_t i) const { return static_cast<const std::byte* const*>(chunk_.data)[i]; }

  // Moves to the next chunk where this one is used up, and decodes the value that the iterator stands on.
  void Settle() {
    while (index_ >= chunk_.count) {
      if (stream_ == nullptr || !stream_->Next(cursor_, chunk_)) {
        done_ = true;
        return;
      }
      index_ = 0;
    }
    if (!chunk_.has_cells()) return;
    if constexpr (kDecodes) Decode();
    const std::byte* const ahead = CellAt(index_ + internal::ValueChunk::kCellsAhead);
    __builtin_prefetch(ahead);
    __builtin_prefetch(ahead + 64);
  }
  void Decode() {
    const std::byte* cell = CellAt(index_);
    if constexpr (std::is_move_assignable_v<Stored>) {
      if (slot_.has_value()) {
        internal::Cell<Stored>::Read(cell, *slot_);
        return;
      }
    }
    slot_.emplace(internal::Cell<Stored>::Make(cell));
  }

  internal::ValueChunk chunk_;
  std::size_t index_ = 0;
  bool done_ = false;
  const internal::ValueStream* stream_ = nullptr;
  internal::StreamCursor cursor_;
  [[no_unique_address]] std::conditional_t<kDecodes, std::optional<Stored>, NoSlot> slot_;
};

namespace internal {

template <class T>
inline constexpr bool kIsIter = false;
template <class V>
inline constexpr bool kIsIter<Iter<V>> = true;

/// A group that crosses another exchange is packed whole: the number of values, then their cells.
template <class V>
struct Packer<Iter<V>> {
  static constexpr std::size_t kFixedSize = 0;
  static std::size_t Size(const Iter<V>& values) {
    std::size_t size = sizeof(std::uint32_t);
    for (const V& value : values) size += Cell<V>::Size(value);
    return size;
  }
  static void Pack(const Iter<V>& values, std::size_t, std::byte* out) {
    std::byte* count_at = out;
    out += sizeof(std::uint32_t);
    std::size_t count = 0;
    for (const V& value : values) {
      out = Cell<V>::Write(value, Cell<V>::Size(value), out);
      ++count;
    }
    StoreSize(count, count_at);
  }
  static Iter<V> Make(const std::byte* in, std::size_t) {
    auto values = std::make_shared<ValueVector<V>>();
    const std::size_t count = LoadSize(in);
    values->reserve(count);
    const std::byte* cell = in + sizeof(std::uint32_t);
    for (std::size_t i = 0; i < count; ++i, cell = Cell<V>::Next(cell)) values->push_back(Cell<V>::Make(cell));
    return Iter<V>(std::shared_ptr<const ValueVector<V>>(std::move(values)));
  }
  static void Unpack(const std::byte* in, std::size_t size, Iter<V>& slot) { slot = Make(in, size); }
};

template <class V>
inline constexpr bool kIsPackable<Iter<V>> = kIsPackable<V>;
template <class K, class V>
inline constexpr bool kIsPackable<KV<K, V>> = kIsPackable<K> && kIsPackable<V>;

}  // namespace internal

/// A group as an element: Beam's iterable. What is decoded owns its values, but for those that a runner keeps: these are fetched when
/// an iteration comes to them.
template <class V>
  requires(std::is_same_v<V, typename internal::StoredAs<V>::type>)
struct Coder<Iter<V>> {
  using Parts = internal::TypeList<V>;
  static constexpr std::string_view kUrn = "beam:coder:iterable:v1";
  static constexpr bool kDeterministic = false;

  static void Encode(const Iter<V>& values, ByteWriter& writer) {
    std::size_t count = 0;
    for (auto at = values.begin(); !(at == typename Iter<V>::Sentinel{}); ++at) ++count;
    internal::WriteIterableBegin(count, writer);
    for (const V& value : values) internal::EncodeNested<V>(value, writer);
    internal::WriteIterableEnd(count, writer);
  }
  static Iter<V> Decode(ByteReader& reader) {
    auto values = std::make_shared<internal::ValueVector<V>>();
    std::optional<std::string_view> token;
    internal::ReadIterable(
        reader, [&](std::uint64_t count) { values->reserve(reader.ReservableElements(count, sizeof(V))); },
        [&] {
          const std::size_t start = reader.position();
          values->push_back(internal::DecodeNested<V>(reader));
          reader.ChargeElement(start, sizeof(V));
        },
        [&] { token = reader.ReadToken(); });
    if (token) return Iter<V>(std::move(values), *reader.remote(), *token);
    return Iter<V>(std::shared_ptr<const internal::ValueVector<V>>(std::move(values)));
  }
};

}  // namespace beam
