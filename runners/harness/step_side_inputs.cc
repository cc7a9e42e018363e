#include "runners/harness/step_side_inputs.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/element_exchange.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/side_input_lookups.h"
#include "beam/exec/wire_decoder.h"
#include "beam/graph/element_type.h"
#include "coders/window.h"
#include "runners/harness/lookup_budget.h"
#include "runners/harness/side_input_keys.h"
#include "runners/harness/side_input_store.h"
#include "runners/harness/whole_state.h"
#include "runners/harness/wire_coder.h"
#include "runners/model/graph_to_proto.h"

namespace beam::runners {

namespace {

std::string EncodedWindow(const Window& window) {
  std::string bytes;
  ByteWriter writer(bytes);
  if (window != Window::Global()) IntervalWindowCoder::Encode(window, writer);
  return bytes;
}

}  // namespace

/// One side input.
class StepSideInputs::Side final : public internal::SideInputWindows, public internal::SideInputLookups {
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
    std::string token = TokenOf(services);
    if (!complete_ && (token.empty() || token != token_)) Forget();
    token_ = std::move(token);
  }

  internal::BlockStore& ElementsIn(const Window& window) override {
    ReadUpTo(std::numeric_limits<std::size_t>::max(), window);
    return store_;
  }

  internal::BroughtValues Bring(const Window& window, std::string_view key) override {
    if (!budget_.Spend(window) && ReadUpTo(budget_.most_bytes(), window)) return {{}, &store_};
    return {keys_->Read(*state_, EncodedWindow(window), key), nullptr};
  }

 private:
  void FindDescription() {
    const model::PCollection* const collection = CollectionOf(SideInputName(number_));
    if (collection == nullptr) {
      throw Error(StatusCode::kInvalidArgument,
                  "the runner did not describe a side input; side input = " + std::to_string(number_ + 1));
    }
    coder_ = WireCoderOf(coders_, collection->coder_id());
    complete_ = collection->is_bounded() == model::IsBounded::BOUNDED && FiresWhenComplete();
    if (const model::PCollection* const by_key = CollectionOf(SideInputByKeyName(number_))) {
      keys_.emplace(step_.transform, SideInputByKeyName(number_), WireCoderOf(coders_, by_key->coder_id()),
                    Form().spec());
      cell_.lookups = this;
    }
  }
  const internal::WireForm& Form() const {
    if (const internal::WireForm* const form = cell_.type->wire_form()) return *form;
    throw Error(StatusCode::kInvalidArgument,
                "the elements of a side input have no coder; give the type a coder (coders/coder.h); type = " +
                    std::string(cell_.type->name()));
  }
  const model::PCollection* CollectionOf(const std::string& name) const {
    const auto described = step_.side_inputs.find(name);
    if (described == step_.side_inputs.end()) return nullptr;
    const auto found = collections_.find(described->second);
    return found == collections_.end() ? nullptr : &found->second;
  }
  bool FiresWhenComplete() const {
    const internal::Graph& graph = *step_.step.graph;
    return graph.windowing_of(step_.step.node->side_inputs[number_]).trigger.kind() == Trigger::Kind::kDefault;
  }
  // What is here comes from both views, and is as old as the older one.
  std::string TokenOf(const BundleServices& services) const {
    const std::string_view whole = services.side_input_token(step_.transform, SideInputName(number_));
    if (!keys_.has_value() || whole.empty()) return std::string(whole);
    const std::string_view by_key = services.side_input_token(step_.transform, SideInputByKeyName(number_));
    std::string both;
    if (!by_key.empty()) ByteWriter(both).PutLengthPrefixed(whole);
    return both.append(by_key);
  }
  void Forget() {
    cell_.views.clear();
    store_.Release(0);
    budget_.Forget();
  }
  // False if there is more than that.
  bool ReadUpTo(std::size_t enough, const Window& window) {
    const std::optional<std::string> bytes = ReadStateUpTo(*state_, KeyOf(window), enough);
    if (!bytes.has_value()) {
      budget_.NoteTooLarge();
      return false;
    }
    budget_.NoteRead(bytes->size());
    store_.Release(0);
    Decode(*bytes, window);
    return true;
  }
  void Decode(std::string_view bytes, const Window& window) {
    const ElementMeta meta{window.max_timestamp(), window, PaneInfo()};
    internal::WireDecoder decoder(internal::TypedElements(coder_, Form()), internal::WireHeader(meta));
    const internal::OperatorContext context;
    const std::unique_ptr<internal::Operator> writer =
        cell_.type->element_exchange()->MakeWriter(0, false, store_, context);
    const std::unique_ptr<internal::OutputBase> output = decoder.MakeOutput();
    output->Connect(writer.get(), 0);
    if (decoder.Decode(bytes, *output) != bytes.size()) throw Error(*decoder.problem());
    output->EndBundle();
    writer->Drain();
  }
  fn::StateKey KeyOf(const Window& window) const {
    fn::StateKey key;
    auto& wanted = *key.mutable_iterable_side_input();
    wanted.set_transform_id(step_.transform);
    wanted.set_side_input_id(SideInputName(number_));
    wanted.set_window(EncodedWindow(window));
    return key;
  }

  const PlannedStep& step_;
  const std::size_t number_;
  const Coders& coders_;
  const Collections& collections_;
  // What the first bundle tells: the runner's coder, whether the elements of a window were all there when it was read, and whether the
  // runner has them by key.
  CoderSpec coder_;
  bool complete_ = false;
  std::optional<SideInputKeys> keys_;
  LookupBudget budget_;
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
