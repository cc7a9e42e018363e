#include "beam/exec/batch.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

namespace beam::internal {
namespace {

ElementMeta At(std::int64_t millis) {
  ElementMeta meta;
  meta.timestamp = Timestamp::Millis(millis);
  return meta;
}

// Counts itself, so that a slot which is destroyed twice or never is seen.
class Counted {
 public:
  explicit Counted(int value) : value_(value) { ++alive; }
  Counted(Counted&& other) noexcept : value_(other.value_) { ++alive; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  Counted& operator=(Counted&&) = delete;
  ~Counted() { --alive; }
  int value() const { return value_; }
  static inline int alive = 0;

 private:
  int value_;
};

// May be made of an int in so many words only, and is not assigned from one.
struct ExplicitKey {
  explicit ExplicitKey(int v) : value(std::make_unique<int>(v)) {}
  std::unique_ptr<int> value;
};

TEST_CASE("a batch keeps the capacity of its string slots between uses") {
  Batch<std::string> batch(8);
  batch.Put(std::string(1000, 'a'));
  const char* memory = batch[0].data();
  batch.Clear();
  batch.Put(std::string_view("short"));
  CHECK(batch[0] == "short");
  CHECK(batch[0].data() == memory);
}

TEST_CASE("a batch destroys each value that cannot be assigned exactly once") {
  {
    Batch<Counted> batch(4);
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 4; ++i) batch.Put(Counted(i + round));
      CHECK(batch.size() == 4);
      CHECK(batch[3].value() == 3 + round);
      CHECK(Counted::alive == 4);
      batch.Clear();
    }
    batch.Put(Counted(9));
    CHECK(batch[0].value() == 9);
    batch.Clear();
    batch.ReleaseSlots();
    CHECK(Counted::alive == 0);
  }
  CHECK(Counted::alive == 0);
}

TEST_CASE("a KV whose key is made in so many words reuses its slots without losing count") {
  Batch<KV<ExplicitKey, std::string>> batch(4);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) batch.PutKV(i + round, std::string(100, static_cast<char>('a' + i)));
    CHECK(*batch[3].key.value == 3 + round);
    CHECK(batch[3].value == std::string(100, 'd'));
    batch.Clear();
  }
}

TEST_CASE("move-only values go through a batch") {
  Batch<std::unique_ptr<int>> batch(2);
  batch.Put(std::make_unique<int>(1));
  batch.Put(std::make_unique<int>(2));
  CHECK(*batch[0] + *batch[1] == 3);
  batch.Clear();
  batch.Put(std::make_unique<int>(5));
  CHECK(*batch[0] == 5);
}

TEST_CASE("metadata is one value while it is the same for all, and a column from the first difference on") {
  Batch<int> batch(8);
  batch.SetMeta(At(1));
  batch.Put(1);
  batch.SetMeta(At(1));
  batch.Put(2);
  CHECK(batch.uniform());
  batch.SetMeta(At(2));
  CHECK_FALSE(batch.uniform());
  batch.Put(3);
  batch.AppendMeta(At(2));
  CHECK(batch.meta(0) == At(1));
  CHECK(batch.meta(1) == At(1));
  CHECK(batch.meta(2) == At(2));
}

TEST_CASE("an empty batch takes any metadata and stays uniform") {
  Batch<int> batch(8);
  batch.SetMeta(At(1));
  batch.SetMeta(At(2));
  CHECK(batch.uniform());
  CHECK(batch.uniform_meta() == At(2));
}

TEST_CASE("metadata is taken over from a batch whose elements correspond") {
  Batch<int> from(4);
  from.SetMeta(At(1));
  from.Put(1);
  from.SetMeta(At(2));
  from.Put(2);
  from.AppendMeta(At(2));
  Batch<std::string> to(4);
  to.Put(std::string("a"));
  to.Put(std::string("b"));
  to.CopyMetaFrom(from);
  CHECK(to.meta(0) == At(1));
  CHECK(to.meta(1) == At(2));
  from.Clear();
  from.SetMeta(At(7));
  from.Put(1);
  to.CopyMetaFrom(from);
  CHECK(to.uniform());
  CHECK(to.meta(1) == At(7));
}

TEST_CASE("the heap behind a value is estimated for strings, vectors and pairs of them") {
  CHECK(HeapBytes(std::string(500, 'x')) == 500);
  CHECK(HeapBytes(std::vector<std::int64_t>(10)) == 80);
  CHECK(HeapBytes(KV<std::string, std::string>{std::string(3, 'x'), std::string(4, 'y')}) == 7);
  CHECK(HeapBytes(17) == 0);
}

}  // namespace
}  // namespace beam::internal
