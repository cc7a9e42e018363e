#include "test/fuzz/lying_state.h"

#include <random>
#include <utility>

#include "test/fuzz/mutate_message.h"

namespace beam::testing {

namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;

fn::StateResponse AnswerTo(const fn::StateRequest& request, const std::string& contents) {
  fn::StateResponse response;
  response.set_id(request.id());
  if (request.has_get()) {
    response.mutable_get()->set_data(contents);
  } else if (request.has_append()) {
    response.mutable_append();
  } else {
    response.mutable_clear();
  }
  return response;
}

}  // namespace

LyingState::LyingState(std::shared_ptr<runners::InProcessTransport> transport, std::string contents, std::uint64_t seed)
    : transport_(std::move(transport)), contents_(std::move(contents)), seed_(seed), thread_([this] { Serve(); }) {}

LyingState::~LyingState() { thread_.join(); }

void LyingState::Serve() {
  std::mt19937_64 random(seed_);
  while (const auto stream = transport_->AcceptState()) {
    fn::StateRequest request;
    while (stream->Read(request)) {
      const fn::StateResponse truth = AnswerTo(request, contents_);
      if (lies_ && random() % 2 == 0) {
        fn::StateResponse lie = truth;
        MutateMessage(lie, random);
        stream->Write(lie);
      }
      stream->Write(truth);
    }
  }
}

}  // namespace beam::testing
