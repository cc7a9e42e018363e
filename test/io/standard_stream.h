// StandardStream: while one lives, a file stands in for standard input or output.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <string>

namespace beam::testing {

class StandardStream {
 public:
  StandardStream(int stream, const std::string& path, int flags) : stream_(stream) {
    std::fflush(stdout);
    saved_ = dup(stream);
    const int fd = open(path.c_str(), flags, 0600);
    REQUIRE(fd >= 0);
    REQUIRE(dup2(fd, stream) == stream);
    close(fd);
  }
  StandardStream(const StandardStream&) = delete;
  StandardStream& operator=(const StandardStream&) = delete;
  ~StandardStream() {
    std::fflush(stdout);
    dup2(saved_, stream_);
    close(saved_);
  }

 private:
  int stream_;
  int saved_;
};

}  // namespace beam::testing
