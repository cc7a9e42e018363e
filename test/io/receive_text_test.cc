#include "io/receive_text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"
#include "test/io/standard_stream.h"
#include "test/io/test_folder.h"
#include "transforms/count.h"

namespace beam::io {
namespace {

using Catch::Matchers::Contains;
using testing::Expect;
using testing::StandardStream;
using testing::TestFolder;
using testing::TestPipeline;

/// Sends pieces of text to the first program that connects, and ends the connection.
class SendingProgram {
 public:
  explicit SendingProgram(std::vector<std::string> pieces) : listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    socklen_t size = sizeof address;
    REQUIRE(getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    REQUIRE(listen(listening_, 1) == 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this, pieces = std::move(pieces)] { Send(pieces); });
  }
  SendingProgram(const SendingProgram&) = delete;
  SendingProgram& operator=(const SendingProgram&) = delete;
  ~SendingProgram() {
    // Wakes the thread if nobody has come.
    shutdown(listening_, SHUT_RDWR);
    thread_.join();
    close(listening_);
  }
  const std::string& address() const { return address_; }

 private:
  void Send(const std::vector<std::string>& pieces) const {
    const int connection = accept(listening_, nullptr, nullptr);
    if (connection < 0) return;
    for (const std::string& piece : pieces) {
      for (std::size_t sent = 0; sent < piece.size();) {
        const ssize_t now = send(connection, piece.data() + sent, piece.size() - sent, MSG_NOSIGNAL);
        if (now <= 0) break;
        sent += static_cast<std::size_t>(now);
      }
    }
    close(connection);
  }

  int listening_;
  std::string address_;
  std::thread thread_;
};

TEST_CASE("lines are received until the sender ends, however they were cut on the way") {
  const SendingProgram sender({"one\r\ntw", "o\n", "\nthree"});
  TestPipeline p;
  Expect(ReceiveText(p, sender.address())).ToContainInAnyOrder({"one", "two", "", "three"});
  p.Run();
}

TEST_CASE("many lines are received in several calls, each once") {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i) + "\n";
  const SendingProgram sender({text});
  TestPipeline p;
  const auto lines = ReceiveText(p, sender.address());
  const auto counts = Count(WindowInto(ParDo(lines, [](const std::string& line) { return std::stoi(line) % 2; }),
                                       FixedWindows(std::chrono::hours(1'000'000))));
  Expect(counts).ToContainInAnyOrder({KV<int, std::int64_t>{0, 25'000}, KV<int, std::int64_t>{1, 25'000}});
  p.Run();
}

TEST_CASE("a line has the processing time at which it was read") {
  const SendingProgram sender({"a\nb\n"});
  TestPipeline p;
  const auto by_clock =
      ParDo(ReceiveText(p, sender.address()), [](Context& context, EventTime time, const std::string&) {
        return time <= context.processing_time() && time > Timestamp();
      });
  Expect(by_clock).ToContainInAnyOrder({true, true});
  p.Run();
}

TEST_CASE("standard input is a sender too") {
  const TestFolder folder;
  const StandardStream input(STDIN_FILENO, folder.Put("input", "x\ny\n"), O_RDONLY);
  TestPipeline p;
  Expect(ReceiveText(p, "-")).ToContainInAnyOrder({"x", "y"});
  p.Run();
}

std::string ErrorOf(const std::string& address, const ReceiveTextOptions& options = {}) {
  try {
    Pipeline p;
    ReceiveText(p, address, options);
    return p.Run().status().message();
  } catch (const Error& error) {
    return error.status().message();
  }
}

TEST_CASE("errors say what is no address, where nobody listens, and which line is too long") {
  CHECK_THAT(ErrorOf("localhost"), Contains("\"HOST:PORT\"") && Contains("address = \"localhost\""));
  CHECK_THAT(ErrorOf(":99"), Contains("address = \":99\""));
  CHECK_THAT(ErrorOf("127.0.0.1:1"), Contains("start it first; address = 127.0.0.1:1: Connection refused"));
  CHECK_THAT(ErrorOf("localhost:1", {.every = Duration(0)}), Contains("ReceiveText needs a time"));
  const SendingProgram sender({std::string(5000, 'x')});
  CHECK_THAT(ErrorOf(sender.address(), {.max_line_bytes = 1000}), Contains("a line is longer than max_line_bytes"));
}

}  // namespace
}  // namespace beam::io
