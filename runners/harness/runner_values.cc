#include "runners/harness/runner_values.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/exec/user_code.h"

namespace beam::runners {

class RunnerValues::Bytes final : public internal::RemoteBytes {
 public:
  Bytes(std::shared_ptr<RunnerValues> of, std::string_view token) : of_(std::move(of)), token_(token) {}

  bool ReadOn(std::string& bytes) override {
    if (is_end_) return false;
    const Page page = of_->Get(token_, next_);
    bytes += page->data();
    if (page->data().empty() && !next_.empty() && page->continuation_token() == next_) {
      of_->Fail(Status(StatusCode::kDataLoss, "the runner answers with nothing and the same continuation token again"));
    }
    next_ = page->continuation_token();
    is_end_ = next_.empty();
    return true;
  }

 private:
  const std::shared_ptr<RunnerValues> of_;
  const std::string token_;
  std::string next_;
  bool is_end_ = false;
};

void RunnerValues::Begin(BundleServices& services) {
  state_ = &services.state();
  Forget();
}

void RunnerValues::End() {
  state_ = nullptr;
  Forget();
}

void RunnerValues::Forget() {
  kept_.clear();
  kept_bytes_ = 0;
}

internal::Owned<internal::RemoteBytes> RunnerValues::Open(std::string_view token) {
  return std::make_unique<Bytes>(std::static_pointer_cast<RunnerValues>(shared_from_this()), token);
}

// The failure is noted where it happens: it unwinds through the code of users, whose `catch (...)` must not hide it.
void RunnerValues::Fail(const Status& why) {
  try {
    throw Error(why.code(),
                "the rest of a large iterable in the data of '" + source_ + "' cannot be read: " + why.message());
  } catch (const Error&) {
    internal::FailStep(run_, activity_.node());
  }
}

RunnerValues::Page RunnerValues::Get(const std::string& token, const std::string& from) {
  if (token != kept_of_) {
    Forget();
    kept_of_ = token;
  }
  const auto found = kept_.find(from);
  if (found != kept_.end()) return found->second;
  Page page = Ask(token, from);
  const std::size_t bytes = page->ByteSizeLong() + from.size();
  if (kept_bytes_ + bytes <= kKeptBytes) {
    kept_.emplace(from, page);
    kept_bytes_ += bytes;
  }
  return page;
}

RunnerValues::Page RunnerValues::Ask(const std::string& token, const std::string& from) {
  fn::StateKey key;
  key.mutable_runner()->set_key(token);
  try {
    if (state_ == nullptr) throw Error(StatusCode::kFailedPrecondition, "the bundle that it came in has ended");
    return std::make_shared<const fn::StateGetResponse>(state_->Get(key, from));
  } catch (const Error& error) {
    Fail(error.status());
  }
}

}  // namespace beam::runners
