#include "test/reference/functions.h"

namespace beam::testing {

namespace {

std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = (a ^ (b + 0x9e3779b97f4a7c15ULL)) * 0xbf58476d1ce4e5b9ULL;
  return z ^ (z >> 29);
}

Window Tens(std::int64_t t) {
  const std::int64_t start = t - ((t % 10) + 10) % 10;
  return Window(Timestamp::Millis(start), Timestamp::Millis(start + 10));
}

// Windowing 1: tens of milliseconds. 2: tens, and a window of all for even times. 3: all in one.
class NumberedWindows final : public beam::internal::WindowFn {
 public:
  explicit NumberedWindows(int number) : number_(number) {}
  std::string_view urn() const override { return "test:numbered_windows"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    const Window all(Timestamp::Millis(-100), Timestamp::Millis(100));
    // Times at the ends of the time domain (Impulse, ends of the global window) have a window of their own.
    const bool extreme = timestamp < all.start() || timestamp >= all.end();
    const std::int64_t t = extreme ? 1001 : timestamp.millis();
    if (number_ == 3 || (number_ == 2 && t % 2 == 0)) windows.push_back(all);
    if (number_ != 3) windows.push_back(Tens(t));
  }

 private:
  int number_;
};

}  // namespace

std::uint64_t Digest(const Value& value) {
  std::uint64_t digest = Mix(static_cast<std::uint64_t>(value.number), value.text.size());
  for (const char c : value.text) digest = Mix(digest, static_cast<unsigned char>(c));
  std::uint64_t bag = 0;
  for (const std::int64_t n : value.numbers) bag += Mix(1, static_cast<std::uint64_t>(n)) | 1;
  return Mix(digest, bag);
}

Value WithDigest(Type to, const Value& value, std::uint64_t digest) {
  const std::uint64_t mixed = Mix(Digest(value), digest);
  Value result;
  if (to != Type::kString) result.number = static_cast<std::int64_t>(mixed % 1000) - 500;
  // Few texts, short and long, so that keys meet.
  if (to != Type::kInt) {
    result.text = std::to_string(mixed % 7);
    if (mixed % 11 == 0) result.text.append(40 + mixed % 50, 'x');
    if (mixed % 13 == 0) result.text.clear();
  }
  return result;
}

Value MapValue(int variant, Type to, const Value& value) {
  return WithDigest(to, value, static_cast<std::uint64_t>(variant));
}

bool KeepValue(int variant, const Value& value) {
  return Mix(Digest(value), static_cast<std::uint64_t>(variant)) % 3 != 0;
}

std::vector<Value> FlatMapValue(int variant, Type to, const Value& value) {
  std::vector<Value> values;
  const std::uint64_t count = Mix(Digest(value), static_cast<std::uint64_t>(variant)) % 4;
  for (std::uint64_t i = 0; i < count; ++i) values.push_back(WithDigest(to, value, i));
  return values;
}

std::size_t PartOf(int variant, const Value& value) {
  return static_cast<std::size_t>(Mix(Digest(value), static_cast<std::uint64_t>(variant)) % kPartitions);
}

std::int64_t TimeOf(int variant, const Value& value) {
  return static_cast<std::int64_t>(Mix(Digest(value), static_cast<std::uint64_t>(variant)) % 40) - 5;
}

bool ThrowsAt(const Value& value) { return Digest(value) % 16 == 0; }

Value DescribeMeta(const Value& value, std::int64_t time, const Window& window) {
  Value result = WithDigest(Type::kString, value, static_cast<std::uint64_t>(time));
  result.text += "@" + std::to_string(time) + "[" + std::to_string(window.start().millis());
  return result;
}

std::shared_ptr<const beam::internal::WindowFn> WindowFnOf(int windowing) {
  static const std::shared_ptr<const beam::internal::WindowFn> functions[kWindowings] = {
      nullptr, std::make_shared<NumberedWindows>(1), std::make_shared<NumberedWindows>(2),
      std::make_shared<NumberedWindows>(3)};
  return functions[windowing];
}

}  // namespace beam::testing
