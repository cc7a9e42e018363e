#include "beam/exec/window_tables.h"

#include <unordered_map>
#include <utility>

namespace beam::internal {

namespace {

struct WindowHash {
  KeyHasher hasher;
  std::size_t operator()(const Window& window) const {
    const auto start = static_cast<std::uint64_t>(window.start().millis());
    const auto end = static_cast<std::uint64_t>(window.end().millis());
    return hasher.Fixed(start ^ hasher.Fixed(end));
  }
};

}  // namespace

struct WindowTables::Index {
  explicit Index(const KeyHasher& hasher) : of_window(0, WindowHash{hasher}) {}
  std::unordered_map<Window, Open*, WindowHash> of_window;
};

WindowTables::WindowTables(bool fixed_key, AccumulatorOps ops, KeyHasher hasher)
    : fixed_key_(fixed_key), ops_(ops), hasher_(hasher), index_(std::make_unique<Index>(hasher)) {}
WindowTables::~WindowTables() = default;

AccumulatorTable* WindowTables::Switch(const Window& window) {
  if (before_ != nullptr && window == before_->window) return MakeRecent(*before_);
  if (const auto found = index_->of_window.find(window); found != index_->of_window.end()) {
    return MakeRecent(*found->second);
  }
  full_ = open_.size() >= kMost;
  if (full_) return nullptr;
  open_.reserve(open_.size() + 1);
  std::unique_ptr<Open> open = TakeSpare();
  open->window = window;
  index_->of_window.emplace(window, open.get());
  bytes_ += open->table.bytes();
  open_.push_back(std::move(open));
  return MakeRecent(*open_.back());
}

AccumulatorTable* WindowTables::MakeRecent(Open& open) {
  if (recent_ != &open) before_ = std::exchange(recent_, &open);
  return &recent_->table;
}

std::unique_ptr<WindowTables::Open> WindowTables::TakeSpare() {
  if (spare_.empty()) return std::make_unique<Open>(fixed_key_, ops_, hasher_);
  std::unique_ptr<Open> spare = std::move(spare_.back());
  spare_.pop_back();
  return spare;
}

void WindowTables::Clear(bool release) {
  recent_ = before_ = nullptr;
  full_ = false;
  bytes_ = 0;
  index_->of_window.clear();
  if (release) spare_.clear();
  spare_.reserve(spare_.size() + open_.size());
  for (std::unique_ptr<Open>& open : open_) {
    // A table that was nearly empty would make its next window's few entries as dear to walk over as many.
    open->table.Clear(release || open->table.IsSparse());
    if (!release) spare_.push_back(std::move(open));
  }
  open_.clear();
}

}  // namespace beam::internal
