// DriveWork: what the driver asks of a worker: one kind of bundle, its elements, and whether what came back is right.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace beam::bench {

struct DriveSizes {
  std::int64_t elements = 100'000;  // of a bundle
  std::int64_t bytes = 32;          // of an element of the identity work
  std::int64_t keys = 1'000;        // of the sum, the lookup and the state
  std::int64_t message_bytes = 1 << 20;
};

/// How an accumulator lies on the wire.
enum class AccumulatorForm : std::uint8_t { kVarint, kOpaque };

class DriveWork {
 public:
  virtual ~DriveWork() = default;
  /// One bundle's elements in the nested form, each behind its timestamp, window and pane; cut into messages between elements.
  const std::vector<std::string>& messages() const { return messages_; }
  /// Throws std::runtime_error if `output` is not what bundle number `bundle`, counted from 0, has to put out.
  virtual void Check(std::string_view output, std::int64_t bundle) const = 0;
  /// The side input with all its elements, and what it has for one encoded key; nothing where the work has none.
  virtual std::string SideInput() const { return {}; }
  virtual std::string SideInputOf(std::string_view) const { return {}; }
  /// The same for every worker that does the same work.
  std::uint64_t checksum() const { return checksum_; }

 protected:
  std::vector<std::string> messages_;
  std::uint64_t checksum_ = 0;
};

/// A ParDo that returns the bytes that it is given.
class IdentityWork final : public DriveWork {
 public:
  explicit IdentityWork(const DriveSizes& sizes);
  void Check(std::string_view output, std::int64_t bundle) const override;
};

/// The part of a sum per key, string to int64, that runs before the shuffle.
class SumWork final : public DriveWork {
 public:
  SumWork(const DriveSizes& sizes, AccumulatorForm form);
  void Check(std::string_view output, std::int64_t bundle) const override;

 private:
  AccumulatorForm form_;
  std::uint64_t keys_ = 0;
  std::uint64_t total_ = 0;
};

/// A ParDo that looks each element, a string, up in a side input of KV of string and int64.
class LookupWork final : public DriveWork {
 public:
  explicit LookupWork(const DriveSizes& sizes);
  void Check(std::string_view output, std::int64_t bundle) const override;
  std::string SideInput() const override;
  std::string SideInputOf(std::string_view key) const override;

 private:
  std::map<std::string, std::string, std::less<>> table_;  // of encoded keys and values
  std::int64_t elements_ = 0;
  std::uint64_t total_ = 0;
};

/// A ParDo over KV of string and int64 that keeps the running sum of a key's values in a state and returns it for each element.
class StateWork final : public DriveWork {
 public:
  explicit StateWork(const DriveSizes& sizes);
  void Check(std::string_view output, std::int64_t bundle) const override;

 private:
  std::int64_t elements_ = 0;
  std::uint64_t first_total_ = 0;  // of what the first bundle puts out
  std::uint64_t growth_ = 0;       // from bundle to bundle, because the sums go on
};

}  // namespace beam::bench
