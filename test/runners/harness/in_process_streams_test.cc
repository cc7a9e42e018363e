// The in-process streams, which all other tests stand on.
#include "runners/harness/in_process_streams.h"

#include <catch2/catch.hpp>

#include <thread>

#include "beam/base/error.h"

namespace beam::runners {
namespace {

struct Ends {
  InProcessTransport transport{InProcessTransport::Options{1, {}, {}, true}};
  std::shared_ptr<DataStream> worker = transport.OpenData("data");
  std::shared_ptr<RunnerDataStream> runner = transport.AcceptData();
};

TEST_CASE("What one end writes the other reads, also after the stream was closed") {
  Ends ends;
  fn::Elements elements;
  elements.add_data()->set_data("x");
  CHECK(ends.worker->Write(elements));
  ends.worker->Close();
  CHECK_FALSE(ends.worker->Write(elements));
  fn::Elements read;
  REQUIRE(ends.runner->Read(read));
  CHECK(read.data(0).data() == "x");
  CHECK_FALSE(ends.runner->Read(read));
  CHECK(ends.runner->Write(elements));
  CHECK(ends.worker->Read(read));
}

TEST_CASE("A break wakes those who wait, tells them why and drops what was under way") {
  Ends ends;
  CHECK(ends.worker->Write(fn::Elements()));
  bool written = true;
  bool got = true;
  std::thread writer([&] { written = ends.worker->Write(fn::Elements()); });
  std::thread reader([&] {
    fn::Elements read;
    got = ends.worker->Read(read);
  });
  ends.runner->Break(Status(StatusCode::kUnavailable, "gone"));
  writer.join();
  reader.join();
  CHECK_FALSE(written);
  CHECK_FALSE(got);
  CHECK(ends.worker->end().message() == "gone");
  fn::Elements read;
  CHECK_FALSE(ends.runner->Read(read));
}

TEST_CASE("After the transport's shutdown nothing is opened and nothing accepted, but open streams go on") {
  Ends ends;
  ends.transport.Shutdown();
  CHECK_THROWS_AS(ends.transport.OpenState("state"), Error);
  CHECK(ends.transport.AcceptState() == nullptr);
  CHECK(ends.worker->Write(fn::Elements()));
}

}  // namespace
}  // namespace beam::runners
