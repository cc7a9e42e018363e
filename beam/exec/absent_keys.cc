#include "beam/exec/absent_keys.h"

#include <unordered_set>
#include <utility>

namespace beam::internal {

struct AbsentKeys::Set {
  std::unordered_set<std::string> keys;
};

AbsentKeys::AbsentKeys() : set_(new Set()) {}
AbsentKeys::~AbsentKeys() = default;

bool AbsentKeys::Has(const std::string& key) const { return set_->keys.count(key) != 0; }

void AbsentKeys::Add(std::string key) { set_->keys.insert(std::move(key)); }

void AbsentKeys::Clear() { set_->keys.clear(); }

}  // namespace beam::internal
