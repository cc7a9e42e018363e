#include "beam/exec/wire_source_op.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "beam/base/error.h"

namespace beam::internal {

namespace {

using Clock = std::chrono::steady_clock;

// A timestamp, the number of windows and a pane.
constexpr std::size_t kLeastHeaderBytes = 8 + 4 + 1;

}  // namespace

WireSourceOp::WireSourceOp(std::string name, const WireElements& elements, const CoderSpec& window,
                           std::shared_ptr<RemoteValues> remote)
    : name_(std::move(name)),
      decoder_(elements, WireHeader(window), std::move(remote)),
      output_(decoder_.MakeOutput()) {
  AddOutput(output_.get());
}

void WireSourceOp::Process(std::size_t, BatchBase&) {
  throw Error(StatusCode::kInternal, "a data source was given a batch; transform = " + name_);
}

// Pieces begin small in each bundle: how long its elements take is not known yet.
void WireSourceOp::Begin() {
  claims_.Begin();
  claim_size_ = ClaimSize(most_claimed_);
}

void WireSourceOp::Receive(std::string_view bytes) {
  if (pending_.empty()) {
    pending_ = bytes.substr(EmitWhole(bytes));
    return;
  }
  pending_.append(bytes);
  pending_.erase(0, EmitWhole(pending_));
}

// Returns how many bytes the whole elements had. Those that the bundle does not process any more are whole enough.
std::size_t WireSourceOp::EmitWhole(std::string_view bytes) {
  for (std::size_t done = 0;;) {
    const std::string_view rest = bytes.substr(done);
    const std::size_t wanted =
        std::min(claim_size_.elements(), (rest.size() + kLeastHeaderBytes - 1) / kLeastHeaderBytes);
    if (wanted == 0) return done;
    const std::size_t granted = claims_.Claim(wanted);
    if (granted == 0) return bytes.size();
    const WireDecoder::Decoded decoded = EmitClaimed(rest, granted);
    done += decoded.bytes;
    if (decoded.elements < granted) return done;
  }
}

WireDecoder::Decoded WireSourceOp::EmitClaimed(std::string_view bytes, std::size_t claimed) {
  const Clock::time_point begin = Clock::now();
  const WireDecoder::Decoded decoded = decoder_.Decode(bytes, claimed, *output_);
  output_->Flush();
  claims_.Processed(decoded.elements);
  claim_size_.Took(decoded.elements, std::chrono::nanoseconds(Clock::now() - begin).count());
  return decoded;
}

void WireSourceOp::FinishBundle() {
  claims_.End();
  output_->EndBundle();
  // Of an element that belongs to another bundle by now the runner need not send more than it has.
  if (claims_.AtEnd()) pending_.clear();
  if (pending_.empty()) return;
  const std::string problem = decoder_.problem() ? decoder_.problem()->message() : std::string();
  throw Error(StatusCode::kDataLoss, "the data of '" + name_ + "' ends in the middle of an element, or is broken: " +
                                         problem + "; bytes left = " + std::to_string(pending_.size()));
}

}  // namespace beam::internal
