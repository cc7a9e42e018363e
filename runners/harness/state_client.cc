#include "runners/harness/state_client.h"

#include <charconv>
#include <utility>

#include "beam/base/error.h"
#include "runners/harness/valid_text.h"

namespace beam::runners {

namespace {

using Kind = fn::StateRequest::RequestCase;
using Answered = fn::StateResponse::ResponseCase;

template <class Key>
std::string SideInputName(const Key& key) {
  return "side input " + key.side_input_id() + " of transform " + key.transform_id();
}
template <class Key>
std::string UserStateName(const Key& key) {
  return "state " + key.user_state_id() + " of transform " + key.transform_id();
}

std::string NameOf(const fn::StateKey& key) {
  switch (key.type_case()) {
    case fn::StateKey::kRunner:
      return "the rest of a large iterable";
    case fn::StateKey::kMultimapSideInput:
      return SideInputName(key.multimap_side_input());
    case fn::StateKey::kIterableSideInput:
      return SideInputName(key.iterable_side_input());
    case fn::StateKey::kMultimapKeysSideInput:
      return SideInputName(key.multimap_keys_side_input());
    case fn::StateKey::kMultimapKeysValuesSideInput:
      return SideInputName(key.multimap_keys_values_side_input());
    case fn::StateKey::kBagUserState:
      return UserStateName(key.bag_user_state());
    case fn::StateKey::kMultimapUserState:
      return UserStateName(key.multimap_user_state());
    case fn::StateKey::kMultimapKeysUserState:
      return UserStateName(key.multimap_keys_user_state());
    case fn::StateKey::kMultimapEntriesUserState:
      return UserStateName(key.multimap_entries_user_state());
    case fn::StateKey::kOrderedListUserState:
      return UserStateName(key.ordered_list_user_state());
    case fn::StateKey::TYPE_NOT_SET:
      break;
  }
  return "state without a key";
}

std::string NameOf(const fn::StateRequest& request) {
  const char* verb = request.has_get() ? "read " : request.has_append() ? "append to " : "clear ";
  return verb + NameOf(request.state_key());
}

// 0, which no request has, for what is no id of ours.
std::uint64_t IdOf(const std::string& text) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size() ? id : 0;
}

// Writes may be answered by nothing but their id.
bool Fits(Kind kind, Answered answered) {
  if (kind == Kind::kGet) return answered == Answered::kGet;
  if (answered == Answered::RESPONSE_NOT_SET) return true;
  return answered == (kind == Kind::kAppend ? Answered::kAppend : Answered::kClear);
}

}  // namespace

StateService::StateService(Connect connect, std::function<void(const std::string&)> warn)
    : warn_(std::move(warn)), connections_("state", std::move(connect), [this](StateConnection& connection) {
        connection.Start([this](fn::StateResponse&& response) { return Receive(std::move(response)); },
                         [this, id = connection.id()](const Status& why) { Broken(id, why); });
      }) {}

StateService::~StateService() = default;

std::unique_ptr<BundleState> StateService::Begin(const std::string& instruction_id, const std::string& address) {
  return std::unique_ptr<BundleState>(new BundleState(*this, instruction_id, address));
}

Status StateService::Receive(fn::StateResponse response) {
  std::unique_lock lock(mutex_);
  const RequestId id = IdOf(response.id());
  const auto found = pending_.find(id);
  if (found == pending_.end()) {
    lock.unlock();
    // The bundle may have failed meanwhile, so this is no reason to give the stream up.
    warn_("the runner answered a state request that nobody waits for; id = " + response.id());
    return Status();
  }
  const Pending pending = std::move(found->second);
  pending_.erase(found);
  Answer(id, pending, std::move(response));
  return Status();
}

// A bundle's thread is woken for what it waits for and not for every answer.
void StateService::Answer(RequestId id, const Pending& pending, fn::StateResponse response) {
  BundleState& bundle = *pending.bundle;
  const fn::StateRequest& request = *pending.request;
  if (--bundle.unanswered_ == 0 || id == bundle.awaited_) bundle.answered_.notify_all();
  if (!response.error().empty()) {
    Fail(bundle,
         Status(StatusCode::kUnknown, "the runner refuses to " + NameOf(request) + ": " + ValidText(response.error())));
  } else if (!Fits(request.request_case(), response.response_case())) {
    Fail(bundle, Status(StatusCode::kInternal, "the runner was asked to " + NameOf(request) +
                                                   " and answered something else; member = " +
                                                   std::to_string(static_cast<int>(response.response_case()))));
  } else if (request.has_get()) {
    bundle.got_[id] = std::move(*response.mutable_get());
  }
}

void StateService::Fail(BundleState& bundle, const Status& why) {
  if (bundle.failed_.ok()) bundle.failed_ = why;
  bundle.answered_.notify_all();
}

void StateService::Broken(ConnectionId connection, const Status& why) {
  std::lock_guard lock(mutex_);
  for (const auto& [id, pending] : pending_) {
    if (pending.connection == connection) Fail(*pending.bundle, why);
  }
}

void StateService::Abort(const Status& why) {
  std::lock_guard lock(mutex_);
  aborted_ = why;
  for (const auto& [id, pending] : pending_) Fail(*pending.bundle, why);
}

BundleState::BundleState(StateService& service, std::string instruction_id, std::string address)
    : service_(service), instruction_id_(std::move(instruction_id)), address_(std::move(address)) {}

BundleState::~BundleState() {
  std::lock_guard lock(service_.mutex_);
  std::erase_if(service_.pending_, [&](const auto& entry) { return entry.second.bundle == this; });
}

fn::StateGetResponse BundleState::Get(const fn::StateKey& key, const std::string& continuation_token) {
  auto asked = continuation_token.empty() && !asked_.empty() ? asked_.extract(key.SerializeAsString())
                                                             : decltype(asked_)::node_type();
  const RequestId id = asked.empty() ? SendGet(key, continuation_token) : asked.mapped();
  Flush();
  std::unique_lock lock(service_.mutex_);
  awaited_ = id;
  answered_.wait(lock, [&] { return got_.count(id) != 0 || !failed_.ok() || !service_.aborted_.ok(); });
  ThrowIfFailed();
  return std::move(got_.extract(id).mapped());
}

void BundleState::Ask(const fn::StateKey& key) {
  std::string name = key.SerializeAsString();
  if (asked_.count(name) == 0) asked_.emplace(std::move(name), SendGet(key, std::string()));
}

void BundleState::Append(const fn::StateKey& key, std::string data) {
  Forget(key);
  fn::StateRequest request;
  *request.mutable_state_key() = key;
  request.mutable_append()->set_data(std::move(data));
  Send(std::move(request));
}

void BundleState::Clear(const fn::StateKey& key) {
  Forget(key);
  fn::StateRequest request;
  *request.mutable_state_key() = key;
  request.mutable_clear();
  Send(std::move(request));
}

// What was asked for before a write is of no use behind it.
void BundleState::Forget(const fn::StateKey& key) {
  if (!asked_.empty()) asked_.erase(key.SerializeAsString());
}

BundleState::RequestId BundleState::SendGet(const fn::StateKey& key, const std::string& continuation_token) {
  fn::StateRequest request;
  *request.mutable_state_key() = key;
  request.mutable_get()->set_continuation_token(continuation_token);
  return Send(std::move(request));
}

BundleState::RequestId BundleState::Send(fn::StateRequest request) {
  if (address_.empty()) {
    throw Error(StatusCode::kFailedPrecondition,
                "the runner names no state service for this stage, but it is asked to " + NameOf(request));
  }
  if (connection_ == nullptr) connection_ = service_.connections_.Open(address_);
  request.set_instruction_id(instruction_id_);
  auto sent = std::make_shared<fn::StateRequest>(std::move(request));
  RequestId id = 0;
  {
    std::lock_guard lock(service_.mutex_);
    ThrowIfFailed();
    id = ++service_.last_id_;
    sent->set_id(std::to_string(id));
    service_.pending_.emplace(id, StateService::Pending{this, connection_->id(), sent});
    ++unanswered_;
  }
  if (held_ != nullptr) connection_->WriteSoon(*held_);
  held_ = std::move(sent);
  return id;
}

void BundleState::Flush() {
  if (held_ == nullptr) return;
  connection_->Write(*std::exchange(held_, nullptr));
  // It may have broken after the connection was opened and before the requests were known.
  if (const Status end = connection_->end(); !end.ok()) service_.Broken(connection_->id(), end);
}

void BundleState::AwaitAcknowledged() {
  Flush();
  std::unique_lock lock(service_.mutex_);
  answered_.wait(lock, [&] { return unanswered_ == 0 || !failed_.ok() || !service_.aborted_.ok(); });
  ThrowIfFailed();
}

void BundleState::ThrowIfFailed() const {
  if (!failed_.ok()) throw Error(failed_);
  if (!service_.aborted_.ok()) throw Error(service_.aborted_);
}

}  // namespace beam::runners
