#include "bench/harness/bare_loop.h"

#include <absl/container/flat_hash_map.h>
#include <grpcpp/grpcpp.h>
#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace beam::bench {

namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;

constexpr std::size_t kMessageBytes = std::size_t{1} << 20;

// Timestamp, the number of windows, the pane: of elements in the global window.
struct Header {
  static constexpr std::size_t kBytes = 13;
  std::uint64_t timestamp = 0;
  std::uint32_t windows = 0;
  std::uint8_t pane = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
  bool empty() const { return at_ == end_; }
  Header ReadHeader() {
    const char* bytes = Take(Header::kBytes);
    Header header;
    std::memcpy(&header.timestamp, bytes, 8);
    std::memcpy(&header.windows, bytes + 8, 4);
    header.timestamp = __builtin_bswap64(header.timestamp);
    header.windows = __builtin_bswap32(header.windows);
    header.pane = static_cast<std::uint8_t>(bytes[12]);
    if (header.windows != 1) throw std::runtime_error("the loop knows elements in one window only");
    return header;
  }
  std::uint64_t ReadVarint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(*Take(1));
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return value;
    }
    throw std::runtime_error("a varint does not end");
  }
  std::string_view ReadBytes() {
    const std::uint64_t size = ReadVarint();
    return {Take(size), size};
  }

 private:
  const char* Take(std::uint64_t size) {
    if (size > static_cast<std::uint64_t>(end_ - at_)) throw std::runtime_error("an element ends too early");
    const char* bytes = at_;
    at_ += size;
    return bytes;
  }
  const char* at_;
  const char* end_;
};

void WriteHeader(const Header& header, std::string& out) {
  char bytes[Header::kBytes];
  const std::uint64_t timestamp = __builtin_bswap64(header.timestamp);
  const std::uint32_t windows = __builtin_bswap32(header.windows);
  std::memcpy(bytes, &timestamp, 8);
  std::memcpy(bytes + 8, &windows, 4);
  bytes[12] = static_cast<char>(header.pane);
  out.append(bytes, Header::kBytes);
}

void WriteVarint(std::uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void WriteBytes(std::string_view bytes, std::string& out) {
  WriteVarint(bytes.size(), out);
  out += bytes;
}

// User code, which the compiler must not see through.
[[gnu::noinline]] std::string Identity(const std::string& value) { return value; }
[[gnu::noinline]] std::int64_t Add(std::int64_t a, std::int64_t b) { return a + b; }

class BareLoop {
 public:
  BareLoop(const std::string& worker_id, const std::string& endpoint)
      : worker_id_(worker_id), channel_(Connect(endpoint)) {
    control_context_.AddMetadata("worker_id", worker_id_);
    data_context_.AddMetadata("worker_id", worker_id_);
    control_ = control_stub_->Control(&control_context_);
    data_ = data_stub_->Data(&data_context_);
    message_.add_data();
  }

  void Run() {
    fn::InstructionRequest request;
    while (control_->Read(&request)) {
      if (!described_) Describe(request.process_bundle().process_bundle_descriptor_id());
      instruction_ = request.instruction_id();
      RunBundle();
      fn::InstructionResponse response;
      response.set_instruction_id(instruction_);
      response.mutable_process_bundle();
      control_->Write(response);
    }
    data_context_.TryCancel();
    const grpc::Status ignored[] = {data_->Finish(), control_->Finish()};
  }

 private:
  static std::shared_ptr<grpc::Channel> Connect(const std::string& endpoint) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    arguments.SetMaxSendMessageSize(-1);
    return grpc::CreateCustomChannel(endpoint, grpc::InsecureChannelCredentials(), arguments);
  }

  void Describe(const std::string& stage) {
    grpc::ClientContext context;
    context.AddMetadata("worker_id", worker_id_);
    fn::GetProcessBundleDescriptorRequest request;
    request.set_process_bundle_descriptor_id(stage);
    fn::ProcessBundleDescriptor descriptor;
    if (!control_stub_->GetProcessBundleDescriptor(&context, request, &descriptor).ok())
      throw std::runtime_error("the stage has no descriptor");
    for (const auto& [id, transform] : descriptor.transforms()) {
      if (transform.spec().urn() == "beam:runner:sink:v1") sink_ = id;
      if (transform.spec().urn() == "beam:transform:combine_per_key_precombine:v1") sums_ = true;
    }
    described_ = true;
  }

  void RunBundle() {
    for (bool ended = false; !ended && data_->Read(&elements_);) {
      for (const fn::Elements::Data& data : elements_.data()) {
        sums_ ? Sum(data.data()) : CopyAll(data.data());
        ended |= data.is_last();
      }
    }
    if (sums_) WriteSums();
    Send(false);
    Send(true);
  }

  void CopyAll(std::string_view bytes) {
    for (Reader reader(bytes); !reader.empty();) {
      const Header header = reader.ReadHeader();
      value_ = reader.ReadBytes();
      const std::string result = Identity(value_);
      WriteHeader(header, output());
      WriteBytes(result, output());
      if (output().size() >= kMessageBytes) Send(false);
    }
  }

  void Sum(std::string_view bytes) {
    for (Reader reader(bytes); !reader.empty();) {
      header_ = reader.ReadHeader();
      value_ = reader.ReadBytes();
      std::int64_t& sum = table_[value_];
      sum = Add(sum, static_cast<std::int64_t>(reader.ReadVarint()));
    }
  }
  void WriteSums() {
    for (const auto& [key, sum] : table_) {
      WriteHeader(header_, output());
      WriteBytes(key, output());
      WriteVarint(static_cast<std::uint64_t>(sum), output());
    }
    table_.clear();
  }

  // The message keeps its memory from one time to the next.
  std::string& output() { return *message_.mutable_data(0)->mutable_data(); }
  void Send(bool is_last) {
    fn::Elements::Data& data = *message_.mutable_data(0);
    data.set_instruction_id(instruction_);
    data.set_transform_id(sink_);
    data.set_is_last(is_last);
    data_->Write(message_);
    output().clear();
  }

  const std::string worker_id_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<fn::BeamFnControl::Stub> control_stub_ = fn::BeamFnControl::NewStub(channel_);
  std::unique_ptr<fn::BeamFnData::Stub> data_stub_ = fn::BeamFnData::NewStub(channel_);
  grpc::ClientContext control_context_;
  grpc::ClientContext data_context_;
  std::unique_ptr<grpc::ClientReaderWriter<fn::InstructionResponse, fn::InstructionRequest>> control_;
  std::unique_ptr<grpc::ClientReaderWriter<fn::Elements, fn::Elements>> data_;
  bool described_ = false;
  bool sums_ = false;
  std::string sink_;
  std::string instruction_;
  std::string value_;
  fn::Elements elements_;  // in
  fn::Elements message_;   // out
  Header header_;
  absl::flat_hash_map<std::string, std::int64_t> table_;
};

}  // namespace

void RunBareLoop(const std::string& worker_id, const std::string& endpoint) { BareLoop(worker_id, endpoint).Run(); }

}  // namespace beam::bench
