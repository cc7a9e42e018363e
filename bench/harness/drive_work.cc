#include "bench/harness/drive_work.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "beam/base/bytes.h"
#include "beam/base/window.h"
#include "bench/data/mix.h"
#include "coders/bytes.h"
#include "coders/windowed_value.h"

namespace beam::bench {

namespace {

// What stands in front of each element: the earliest timestamp, the global window, the pane of what has not been triggered.
std::string Header() {
  std::string bytes;
  ByteWriter writer(bytes);
  internal::WriteTimestamp(Timestamp::Min(), writer);
  internal::WriteWindows<GlobalWindowCoder>({Window::Global()}, writer);
  internal::WritePane(PaneInfo(), writer);
  return bytes;
}

// Gathers elements to messages.
class Messages {
 public:
  Messages(std::vector<std::string>& messages, std::size_t limit) : messages_(messages), limit_(limit) {
    messages_.emplace_back();
  }
  // What the next element is written to.
  std::string& Next() {
    if (messages_.back().size() >= limit_) messages_.emplace_back();
    return messages_.back() += header_;
  }

 private:
  std::vector<std::string>& messages_;
  const std::size_t limit_;
  const std::string header_ = Header();
};

std::string KeyOf(std::uint64_t number) { return "key-" + std::to_string(1'000'000 + number).substr(1); }

std::uint64_t Digest(std::string_view bytes) {
  std::uint64_t digest = 0;
  for (const char byte : bytes) digest = Mix(digest ^ static_cast<unsigned char>(byte));
  return digest;
}

struct Integers {
  std::int64_t count = 0;
  std::uint64_t total = 0;
};

Integers ReadIntegers(std::string_view output) {
  Integers integers;
  const std::size_t header = Header().size();
  for (ByteReader reader(output); !reader.empty(); ++integers.count) {
    reader.ReadBytes(header);
    integers.total += reader.ReadVarint();
  }
  return integers;
}

}  // namespace

IdentityWork::IdentityWork(const DriveSizes& sizes) {
  Messages messages(messages_, static_cast<std::size_t>(sizes.message_bytes));
  std::string value(static_cast<std::size_t>(sizes.bytes), '\0');
  for (std::int64_t i = 0; i < sizes.elements; ++i) {
    std::uint64_t bits = Mix(static_cast<std::uint64_t>(i));
    for (char& byte : value) {
      byte = static_cast<char>(bits);
      bits = bits >> 8 | bits << 56;
    }
    ByteWriter(messages.Next()).PutLengthPrefixed(value);
    checksum_ += Digest(value);
  }
}

// Nothing is reordered on the way through one stage, and the same elements have the same bytes.
void IdentityWork::Check(std::string_view output, std::int64_t) const {
  for (const std::string& message : messages_) {
    if (output.substr(0, message.size()) != message) throw std::runtime_error("the output is not the input");
    output.remove_prefix(message.size());
  }
  if (!output.empty()) throw std::runtime_error("more came out than went in");
}

SumWork::SumWork(const DriveSizes& sizes, AccumulatorForm form) : form_(form) {
  Messages messages(messages_, static_cast<std::size_t>(sizes.message_bytes));
  std::set<std::uint64_t> keys;
  for (std::int64_t i = 0; i < sizes.elements; ++i) {
    const std::uint64_t bits = Mix(static_cast<std::uint64_t>(i));
    const std::uint64_t key = bits % static_cast<std::uint64_t>(sizes.keys);
    const std::uint64_t value = bits >> 40 & 1023;
    ByteWriter writer(messages.Next());
    writer.PutLengthPrefixed(KeyOf(key));
    writer.PutVarint(value);
    keys.insert(key);
    total_ += value;
    checksum_ += Mix(key) * value;
  }
  keys_ = keys.size();
}

void SumWork::Check(std::string_view output, std::int64_t) const {
  std::set<std::string_view> keys;
  std::uint64_t total = 0;
  const std::size_t header = Header().size();
  for (ByteReader reader(output); !reader.empty();) {
    reader.ReadBytes(header);
    keys.insert(reader.ReadLengthPrefixed());
    if (form_ == AccumulatorForm::kVarint) {
      total += reader.ReadVarint();
    } else {
      reader.ReadLengthPrefixed();
    }
  }
  if (keys.size() != keys_) throw std::runtime_error("keys are missing, or there are too many");
  if (form_ == AccumulatorForm::kVarint && total != total_) throw std::runtime_error("the sums are wrong");
}

LookupWork::LookupWork(const DriveSizes& sizes) : elements_(sizes.elements) {
  const auto value_of = [](std::uint64_t key) { return Mix(key) & 1023; };
  const auto keys = static_cast<std::uint64_t>(sizes.keys);
  for (std::uint64_t key = 0; key < keys; ++key) {
    ByteWriter(table_[EncodeElement(KeyOf(key))]).PutVarint(value_of(key));
  }
  Messages messages(messages_, static_cast<std::size_t>(sizes.message_bytes));
  for (std::int64_t i = 0; i < sizes.elements; ++i) {
    const std::uint64_t key = Mix(static_cast<std::uint64_t>(i)) % keys;
    ByteWriter(messages.Next()).PutLengthPrefixed(KeyOf(key));
    total_ += value_of(key);
    checksum_ += Mix(key);
  }
}

void LookupWork::Check(std::string_view output, std::int64_t) const {
  const Integers integers = ReadIntegers(output);
  if (integers.count != elements_ || integers.total != total_)
    throw std::runtime_error("the values that were looked up are wrong");
}

std::string LookupWork::SideInput() const {
  std::string bytes;
  for (const auto& [key, value] : table_) bytes += key + value;
  return bytes;
}

std::string LookupWork::SideInputOf(std::string_view key) const {
  const auto found = table_.find(key);
  return found == table_.end() ? std::string() : found->second;
}

StateWork::StateWork(const DriveSizes& sizes) : elements_(sizes.elements) {
  Messages messages(messages_, static_cast<std::size_t>(sizes.message_bytes));
  struct Key {
    std::uint64_t elements = 0;
    std::uint64_t sum = 0;
  };
  std::vector<Key> keys(static_cast<std::size_t>(sizes.keys));
  for (std::int64_t i = 0; i < sizes.elements; ++i) {
    const std::uint64_t bits = Mix(static_cast<std::uint64_t>(i));
    const std::uint64_t number = bits % keys.size();
    const std::uint64_t value = bits >> 40 & 1023;
    ByteWriter writer(messages.Next());
    writer.PutLengthPrefixed(KeyOf(number));
    writer.PutVarint(value);
    Key& key = keys[number];
    ++key.elements;
    key.sum += value;
    first_total_ += key.sum;
    checksum_ += Mix(number) * value;
  }
  for (const Key& key : keys) growth_ += key.elements * key.sum;
}

void StateWork::Check(std::string_view output, std::int64_t bundle) const {
  const Integers integers = ReadIntegers(output);
  const std::uint64_t expected = first_total_ + growth_ * static_cast<std::uint64_t>(bundle);
  if (integers.count != elements_ || integers.total != expected)
    throw std::runtime_error("the running sums are wrong; bundle = " + std::to_string(bundle));
}

}  // namespace beam::bench
