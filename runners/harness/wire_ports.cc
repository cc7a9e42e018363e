#include "runners/harness/wire_ports.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

namespace {
constexpr std::size_t kPieceBytes = 64 * 1024;
}  // namespace

WireSource::WireSource(const PlannedPort& port, const ElementForm& form)
    : transform_(port.transform),
      header_(port.window),
      decoder_(port.element, form),
      output_(form.form->make_output()) {
  AddOutput(output_.get());
}

void WireSource::Process(std::size_t, internal::BatchBase&) {
  throw Error(StatusCode::kInternal, "a data source was given a batch; transform = " + transform_);
}

void WireSource::Receive(std::string_view bytes) {
  if (pending_.empty()) {
    pending_ = bytes.substr(EmitWhole(bytes));
    return;
  }
  pending_.append(bytes);
  pending_.erase(0, EmitWhole(pending_));
}

// Returns how many bytes the whole elements had.
std::size_t WireSource::EmitWhole(std::string_view bytes) {
  std::size_t done = 0;
  incomplete_.reset();
  while (done < bytes.size()) {
    // Each element has a budget of its own.
    ByteReader reader(bytes.substr(done));
    try {
      const std::vector<ElementMeta>& metas = header_.Read(reader);
      decoder_.Decode(reader, metas, *output_);
    } catch (const Error& error) {
      // Errors of the steps behind the output are no exceptions of this type: an element ends in what has not come yet, or it is
      // broken, which shows when nothing more comes.
      incomplete_ = error.status();
      break;
    }
    done += reader.position();
  }
  output_->Flush();
  return done;
}

void WireSource::FinishBundle() {
  output_->EndBundle();
  if (pending_.empty()) return;
  const std::string problem = incomplete_ ? incomplete_->message() : std::string();
  throw Error(StatusCode::kDataLoss, "the data of '" + transform_ +
                                         "' ends in the middle of an element, or is broken: " + problem +
                                         "; bytes left = " + std::to_string(pending_.size()));
}

WireSink::WireSink(const PlannedPort& port, const ElementForm& form, Send send)
    : transform_(port.transform),
      form_(*form.form),
      send_(std::move(send)),
      header_(port.window),
      transcoder_(port.element, form.coder) {}

void WireSink::Process(std::size_t, internal::BatchBase& batch) {
  ByteWriter writer(bytes_);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    header_.Write(batch.meta(i), writer);
    if (transcoder_.is_identity()) {
      form_.encode(batch, i, writer);
    } else {
      value_.clear();
      ByteWriter value(value_);
      form_.encode(batch, i, value);
      ByteReader reader(value_);
      transcoder_.ToWire(reader, writer);
    }
    if (bytes_.size() >= kPieceBytes) SendBytes();
  }
}

void WireSink::FinishBundle() {
  if (!bytes_.empty()) SendBytes();
}

void WireSink::SendBytes() { send_(transform_, std::exchange(bytes_, {})); }

}  // namespace beam::runners
