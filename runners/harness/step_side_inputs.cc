#include "runners/harness/step_side_inputs.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/exec/element_exchange.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/wire_decoder.h"
#include "beam/graph/element_type.h"
#include "coders/window.h"
#include "runners/harness/side_input_store.h"
#include "runners/harness/whole_state.h"
#include "runners/harness/wire_coder.h"
#include "runners/model/graph_to_proto.h"

namespace beam::runners {

/// One side input.
class StepSideInputs::Side final : public internal::SideInputWindows {
 public:
  Side(const PlannedStep& step, std::size_t number, const Coders& coders, const Collections& collections)
      : step_(step), number_(number), coders_(coders), collections_(collections) {
    const internal::CollectionId collection = step.step.node->side_inputs[number];
    cell_.type = step.step.graph->collection(collection).type;
    cell_.blocks = &store_;
    cell_.windows = this;
  }

  internal::SideInputCell& cell() { return cell_; }

  void Begin(BundleServices& services) {
    state_ = &services.state();
    if (coder_.urn.empty()) FindDescription();
    const std::string_view token = services.side_input_token(step_.transform, SideInputName(number_));
    if (!complete_ && (token.empty() || token != token_)) Forget();
    token_ = token;
  }

  internal::BlockStore& ElementsIn(const Window& window) override {
    std::string bytes;
    ByteWriter writer(bytes);
    if (window != Window::Global()) IntervalWindowCoder::Encode(window, writer);
    store_.Release(0);
    Read(window, std::move(bytes));
    return store_;
  }

 private:
  void FindDescription() {
    const auto found = step_.side_inputs.find(SideInputName(number_));
    if (found == step_.side_inputs.end() || !collections_.contains(found->second)) {
      throw Error(StatusCode::kInvalidArgument,
                  step_.step.node->Describe() + " has a side input that the runner did not describe; side input = " +
                      std::to_string(number_ + 1));
    }
    const model::PCollection& collection = collections_.at(found->second);
    coder_ = WireCoderOf(coders_, collection.coder_id());
    complete_ = collection.is_bounded() == model::IsBounded::BOUNDED && FiresWhenComplete();
  }
  bool FiresWhenComplete() const {
    const internal::Graph& graph = *step_.step.graph;
    return graph.windowing_of(step_.step.node->side_inputs[number_]).trigger.kind() == Trigger::Kind::kDefault;
  }
  void Forget() {
    cell_.views.clear();
    store_.Release(0);
  }
  void Read(const Window& window, std::string encoded) {
    const ElementMeta meta{window.max_timestamp(), window, PaneInfo()};
    internal::WireDecoder decoder(internal::TypedElements(coder_, *cell_.type->wire_form()),
                                  internal::WireHeader(meta));
    const internal::OperatorContext context;
    const std::unique_ptr<internal::Operator> writer =
        cell_.type->element_exchange()->MakeWriter(0, false, store_, context);
    const std::unique_ptr<internal::OutputBase> output = decoder.MakeOutput();
    output->Connect(writer.get(), 0);
    const std::string bytes = ReadWholeState(*state_, KeyOf(std::move(encoded)));
    if (decoder.Decode(bytes, *output) != bytes.size()) throw Error(*decoder.problem());
    output->EndBundle();
    writer->Drain();
  }
  fn::StateKey KeyOf(std::string window) const {
    fn::StateKey key;
    auto& wanted = *key.mutable_iterable_side_input();
    wanted.set_transform_id(step_.transform);
    wanted.set_side_input_id(SideInputName(number_));
    wanted.set_window(std::move(window));
    return key;
  }

  const PlannedStep& step_;
  const std::size_t number_;
  const Coders& coders_;
  const Collections& collections_;
  // What the first bundle tells: the runner's coder, and whether the elements of a window were all there when it was read.
  CoderSpec coder_;
  bool complete_ = false;
  SideInputStore store_;
  internal::SideInputCell cell_;
  StateClient* state_ = nullptr;
  std::string token_;  // of what is here
};

StepSideInputs::StepSideInputs(const PlannedStep& step, const Coders& coders, const Collections& collections) {
  for (std::size_t i = 0; i < step.step.node->side_inputs.size(); ++i) {
    sides_.push_back(std::make_unique<Side>(step, i, coders, collections));
  }
}
StepSideInputs::~StepSideInputs() = default;

std::vector<internal::SideInputCell*> StepSideInputs::cells() const {
  std::vector<internal::SideInputCell*> cells;
  for (const auto& side : sides_) cells.push_back(&side->cell());
  return cells;
}

void StepSideInputs::Begin(BundleServices& services) {
  for (const auto& side : sides_) side->Begin(services);
}

}  // namespace beam::runners
