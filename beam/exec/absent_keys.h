// AbsentKeys: the encoded keys that were looked up and were not there.
#pragma once

#include <string>

#include "beam/base/owned.h"

namespace beam::internal {

/// The set stands in the .cc file, so that programs that include us do not compile it.
class AbsentKeys {
 public:
  AbsentKeys();
  AbsentKeys(const AbsentKeys&) = delete;
  AbsentKeys& operator=(const AbsentKeys&) = delete;
  ~AbsentKeys();

  bool Has(const std::string& key) const;
  void Add(std::string key);
  void Clear();

 private:
  struct Set;
  Owned<Set> set_;
};

}  // namespace beam::internal
