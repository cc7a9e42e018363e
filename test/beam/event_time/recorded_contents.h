// RecordedContents: what lies in a key's windows, as numbers; it insists on the protocol and keeps the panes.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <catch2/catch.hpp>

#include "beam/event_time/window_contents.h"

namespace beam::testing {

struct RecordedPane {
  ElementMeta meta;
  std::vector<std::int64_t> values;  ///< In order.
};

class RecordedContents : public internal::WindowContents {
 public:
  std::uint32_t Make() override {
    contents_[next_];
    return next_++;
  }
  void Merge(std::uint32_t into, std::uint32_t from) override {
    REQUIRE(into != from);
    std::vector<std::int64_t>& target = At(into);
    const std::vector<std::int64_t> moved = At(from);
    target.insert(target.end(), moved.begin(), moved.end());
    contents_.erase(from);
  }
  void Clear(std::uint32_t content) override { At(content).clear(); }
  void Free(std::uint32_t content) override {
    At(content);
    contents_.erase(content);
  }
  void Emit(std::uint32_t content, const ElementMeta& meta) override {
    std::vector<std::int64_t> values = At(content);
    std::sort(values.begin(), values.end());
    panes_.push_back({meta, values});
  }

  void Append(std::uint32_t content, std::int64_t value) { At(content).push_back(value); }
  std::size_t size() const { return contents_.size(); }
  std::vector<RecordedPane> TakePanes() { return std::exchange(panes_, {}); }

 private:
  std::vector<std::int64_t>& At(std::uint32_t content) {
    const auto found = contents_.find(content);
    REQUIRE(found != contents_.end());
    return found->second;
  }

  std::map<std::uint32_t, std::vector<std::int64_t>> contents_;
  std::uint32_t next_ = 7;
  std::vector<RecordedPane> panes_;
};

}  // namespace beam::testing
