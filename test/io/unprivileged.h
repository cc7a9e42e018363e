// Unprivileged: while one lives, the test is not root, so that permissions mean something.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>

namespace beam::testing {

class Unprivileged {
 public:
  Unprivileged() : before_(geteuid()) {
    if (before_ == 0) REQUIRE(seteuid(kNobody) == 0);
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;
  ~Unprivileged() {
    if (before_ == 0 && seteuid(0) != 0) std::abort();
  }

 private:
  static constexpr uid_t kNobody = 65534;
  uid_t before_;
};

}  // namespace beam::testing
