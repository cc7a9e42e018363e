#include "runners/harness/window_steps.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/exec/coder_description.h"
#include "beam/exec/output.h"
#include "coders/bytes.h"
#include "coders/window.h"

namespace beam::runners {

namespace {

using internal::WindowFnRef;

enum class WindowForm : std::uint8_t { kGlobal, kInterval };

WindowForm FormOf(const CoderSpec& coder) {
  if (coder.urn == GlobalWindowCoder::kUrn) return WindowForm::kGlobal;
  if (coder.urn == IntervalWindowCoder::kUrn) return WindowForm::kInterval;
  throw Error(StatusCode::kInvalidArgument,
              "a runner sent windows of a kind that this SDK does not have; coder = " + internal::DescribeCoder(coder));
}

// The second component of the coder of elements.
const CoderSpec& ValueOf(const CoderSpec& element) {
  if (element.urn == "beam:coder:kv:v1" && element.components.size() == 2) return element.components[1];
  throw Error(StatusCode::kInvalidArgument,
              "a runner sends windows as pairs of a nonce and windows; coder = " + internal::DescribeCoder(element));
}

Window ReadWindow(WindowForm form, ByteReader& in) {
  return form == WindowForm::kGlobal ? GlobalWindowCoder::Decode(in) : IntervalWindowCoder::Decode(in);
}
void WriteWindow(WindowForm form, const Window& window, ByteWriter& out) {
  if (form == WindowForm::kInterval) IntervalWindowCoder::Encode(window, out);
}
std::vector<Window> ReadWindowList(WindowForm form, ByteReader& in) {
  const auto count = static_cast<std::int32_t>(in.ReadFixed32());
  std::vector<Window> windows;
  if (count >= 0) {
    for (std::int32_t i = 0; i < count; ++i) windows.push_back(ReadWindow(form, in));
    return windows;
  }
  // A list whose length was not known comes in groups, and ends with an empty one.
  for (std::uint64_t group = in.ReadVarint(); group != 0; group = in.ReadVarint()) {
    for (std::uint64_t i = 0; i < group; ++i) windows.push_back(ReadWindow(form, in));
  }
  return windows;
}
void WriteWindowList(WindowForm form, const std::vector<Window>& windows, ByteWriter& out) {
  out.PutFixed32(static_cast<std::uint32_t>(windows.size()));
  for (const Window& window : windows) WriteWindow(form, window, out);
}

// Answers each element, which is its bytes, with the bytes of another.
class RawStep : public internal::Operator {
 public:
  RawStep() { AddOutput(&output_); }
  void Process(std::size_t, internal::BatchBase& base) final {
    auto& batch = static_cast<internal::Batch<Bytes>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      output_.Inherit(batch.meta(i));
      ByteReader in(batch[i].data);
      Bytes answer;
      ByteWriter out(answer.data);
      out.PutLengthPrefixed(in.ReadLengthPrefixed());  // the nonce, which is not ours
      Answer(in, out);
      in.RequireEmpty();
      output_.Emit(std::move(answer));
    }
  }
  void FinishBundle() final { output_.EndBundle(); }

 private:
  virtual void Answer(ByteReader& in, ByteWriter& out) = 0;
  internal::Output<Bytes> output_;
};

class MapWindows final : public RawStep {
 public:
  MapWindows(WindowFnRef fn, WindowForm in, WindowForm out) : fn_(std::move(fn)), in_(in), out_(out) {}

 private:
  void Answer(ByteReader& in, ByteWriter& out) override {
    const Window main = ReadWindow(in_, in);
    WriteWindow(out_, fn_ == nullptr ? Window::Global() : fn_->SideWindow(main), out);
  }
  WindowFnRef fn_;
  WindowForm in_;
  WindowForm out_;
};

class MergeWindows final : public RawStep {
 public:
  MergeWindows(WindowFnRef fn, WindowForm form) : fn_(std::move(fn)), form_(form) {}

 private:
  void Answer(ByteReader& in, ByteWriter& out) override {
    std::vector<Window> windows = ReadWindowList(form_, in);
    std::sort(windows.begin(), windows.end());
    windows.erase(std::unique(windows.begin(), windows.end()), windows.end());
    const std::vector<WindowMerge> merges = fn_ == nullptr ? std::vector<WindowMerge>() : fn_->Merge(windows);
    WriteWindowList(form_, WithoutMerged(std::move(windows), merges), out);
    out.PutFixed32(static_cast<std::uint32_t>(merges.size()));
    for (const WindowMerge& merge : merges) {
      WriteWindow(form_, merge.into, out);
      WriteWindowList(form_, merge.from, out);
    }
  }
  static std::vector<Window> WithoutMerged(std::vector<Window> windows, const std::vector<WindowMerge>& merges) {
    for (const WindowMerge& merge : merges) {
      for (const Window& merged : merge.from) {
        const auto found = std::find(windows.begin(), windows.end(), merged);
        if (found == windows.end()) {
          throw Error(
              StatusCode::kFailedPrecondition,
              "a window function merges a window that it was not given, or merges one twice; MergeWindows takes each "
              "window into one WindowMerge at most");
        }
        windows.erase(found);
      }
    }
    return windows;
  }
  WindowFnRef fn_;
  WindowForm form_;
};

}  // namespace

std::unique_ptr<internal::Operator> MakeMapWindows(WindowFnRef fn, const CoderSpec& in, const CoderSpec& out) {
  return std::make_unique<MapWindows>(std::move(fn), FormOf(ValueOf(in)), FormOf(ValueOf(out)));
}

std::unique_ptr<internal::Operator> MakeMergeWindows(WindowFnRef fn, const CoderSpec& in) {
  const CoderSpec& list = ValueOf(in);
  if (list.urn != "beam:coder:iterable:v1" || list.components.size() != 1) {
    throw Error(StatusCode::kInvalidArgument,
                "a runner sends windows to merge as a list; coder = " + internal::DescribeCoder(list));
  }
  return std::make_unique<MergeWindows>(std::move(fn), FormOf(list.components[0]));
}

}  // namespace beam::runners
