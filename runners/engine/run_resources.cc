#include "runners/engine/run_resources.h"

#include <algorithm>
#include <bit>
#include <random>
#include <set>
#include <utility>

#include "beam/base/named_metric.h"
#include "beam/graph/element_type.h"

namespace beam::runners {

namespace {

// Hashes differ from run to run, so that nobody can prepare keys that collide.
internal::KeyHasher MakeHasher(const EngineSettings& settings) {
  internal::KeyHasher hasher;
  hasher.seed = settings.hash_seed;
  std::random_device device;
  while (hasher.seed == 0) hasher.seed = (static_cast<std::uint64_t>(device()) << 32) ^ device();
  if (settings.forced.hash_zero) hasher.mask = 0;
  return hasher;
}

// How many writers by key one worker may have at once: those of the stage that feeds the most.
std::size_t MostWriters(const Plan& plan) {
  std::size_t most = 1;
  for (const Stage& stage : plan.stages) {
    std::set<std::pair<ExchangeId, std::size_t>> writers;
    for (const StageEdge& edge : stage.edges) {
      if (edge.into_exchange && plan.exchanges[edge.exchange].factory->by_key())
        writers.insert({edge.exchange, edge.input});
    }
    most = std::max(most, writers.size());
  }
  return most;
}

MemoryShares Shares(const EngineSettings& settings, std::size_t writers) {
  MemoryShares shares = ShareMemory(settings.memory_limit, settings.threads, writers);
  if (settings.forced.always_spill) {
    shares.blocks = 0;
    shares.pins = internal::kBlockBytes;
    shares.table = 4096;
  }
  return shares;
}

// Few partitions, so that a bundle of a streaming run has something to do.
constexpr unsigned kStreamingBits = 4;

bool IsStreaming(const internal::Graph& graph, const EngineSettings& settings) {
  const auto& collections = graph.collections();
  return settings.forced.streaming || std::any_of(collections.begin(), collections.end(),
                                                  [](const auto& collection) { return !collection.bounded; });
}

}  // namespace

RunResources::RunResources(const internal::Graph& graph, const Plan& plan, const EngineSettings& settings)
    : graph_(graph),
      plan_(plan),
      settings_(settings),
      activities_(static_cast<std::size_t>(settings.threads)),
      shuffle_(Shares(settings, MostWriters(plan)), settings.spill_dir, MakeHasher(settings), state_),
      streaming_(IsStreaming(graph, settings)),
      shares_(plan.stages.size()),
      element_counts_(graph.collections().size()) {
  for (const Exchange& exchange : plan.exchanges) {
    const unsigned bits = PartitionBits(exchange);
    for (Stores* const stores : {&stores_, &reading_}) {
      auto& inputs = stores->emplace_back();
      if (stores == &reading_ && !streaming_) continue;
      for (std::size_t i = 0; i < exchange.inputs; ++i)
        inputs.push_back(std::make_unique<ShuffleStore>(shuffle_, exchange.node, bits));
    }
  }
  MakePartitions();
  MakeSideInputs();
}

void RunResources::MakeSideInputs() {
  growing_.resize(plan_.exchanges.size());
  for (const internal::Windowing& windowing : graph_.windowings()) {
    lateness_ = std::max(lateness_, windowing.allowed_lateness);
  }
  for (internal::CollectionId side = 0; side < plan_.side_exchange.size(); ++side) {
    if (plan_.side_exchange[side] == Plan::kNone) continue;
    const internal::Collection& collection = graph_.collection(side);
    internal::SideInputCell& cell = side_inputs_[side];
    cell.type = collection.type;
    cell.blocks = stores_[plan_.side_exchange[side]][0].get();
    if (collection.bounded) continue;
    auto& growing = growing_[plan_.side_exchange[side]];
    growing = std::make_unique<Growing>(graph_.windowing_of(side), collection.type->is_pair());
    cell.growing = &growing->elements;
    for (const Stage& stage : plan_.stages) {
      if (std::find(stage.growing.begin(), stage.growing.end(), side) != stage.growing.end()) {
        growing->read_until[stage.id] = Timestamp::Min();
      }
    }
  }
}

void RunResources::ForgetSides(const Stage& stage, Timestamp output_watermark) {
  for (const internal::CollectionId side : stage.growing) {
    Growing& growing = *growing_[plan_.side_exchange[side]];
    std::lock_guard lock(growing.mutex);
    Timestamp& until = growing.read_until.at(stage.id);
    if (output_watermark <= until) continue;
    until = output_watermark;
    const auto least = std::min_element(growing.read_until.begin(), growing.read_until.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
    growing.elements.Forget(least->second, lateness_);
  }
}

unsigned RunResources::PartitionBits(const Exchange& exchange) const {
  const unsigned by_key = shuffle_.shares.partition_bits;
  if (!streaming_) return exchange.factory->by_key() ? by_key : 0;
  if (exchange.factory->by_key()) return std::min(by_key, kStreamingBits);
  // Elements that are only looked up lie in one place; what is read on goes to as many as there are workers.
  const bool is_read = std::any_of(plan_.stages.begin(), plan_.stages.end(), [&](const Stage& stage) {
    return stage.source == nullptr && stage.reads == exchange.id;
  });
  return is_read ? static_cast<unsigned>(std::bit_width(static_cast<unsigned>(settings_.threads) - 1)) : 0;
}

void RunResources::MakePartitions() {
  if (!streaming_) return;
  for (const internal::Node& node : graph_.nodes()) {
    if (node.source != nullptr && node.source->when_quiet()) clock_.MoveTo(Timestamp());
  }
  for (const Stage& stage : plan_.stages) {
    const std::size_t count = stage.source != nullptr ? 1 : stores_[stage.reads][0]->partitions();
    std::vector<internal::StreamPartition>& partitions = partitions_.emplace_back(count);
    for (std::size_t i = 0; i < count; ++i) partitions[i].index = i;
  }
}

std::vector<std::size_t> RunResources::PartitionCounts() const {
  std::vector<std::size_t> counts;
  for (const auto& partitions : partitions_) counts.push_back(partitions.size());
  return counts;
}

internal::StreamPartition& RunResources::TakeArrivals(const Stage& stage, std::size_t partition) {
  if (stage.source == nullptr) {
    for (std::size_t input = 0; input < stores_[stage.reads].size(); ++input) {
      stores_[stage.reads][input]->MoveTo(*reading_[stage.reads][input], partition);
    }
  }
  return partitions_[stage.id][partition];
}

// From a store of its own, because other workers may be writing on; one worker at a time, because that store is one.
void RunResources::TakeGrowth(const Stage& stage) {
  for (const StageEdge& edge : stage.edges) {
    if (!edge.into_exchange || growing_[edge.exchange] == nullptr) continue;
    Growing& growing = *growing_[edge.exchange];
    std::lock_guard lock(growing.mutex);
    stores_[edge.exchange][0]->MoveTo(*reading_[edge.exchange][0], 0);
    growing.elements.Take(*reading_[edge.exchange][0]);
  }
}

BundleReport RunResources::ReportOn(const Stage& stage, std::size_t partition) {
  BundleReport report;
  for (const StageEdge& edge : stage.edges) {
    if (!edge.into_exchange) continue;
    if (Growing* const growing = growing_[edge.exchange].get(); growing != nullptr) {
      const std::uint64_t version = growing->elements.version();
      report.side_came |= std::exchange(growing->reported, version) != version;
      continue;
    }
    const ShuffleStore& store = *stores_[edge.exchange][edge.input];
    for (std::size_t i = 0; i < store.partitions(); ++i) {
      if (store.Size(i).records > 0) report.arrivals.push_back({edge.exchange, i});
    }
  }
  const internal::StreamPartition& read = partitions_[stage.id][partition];
  if (read.clock <= Timestamp::Max()) clock_.MoveTo(read.clock);
  report.hold = read.hold;
  report.next_event_time = read.next_event_time;
  report.next_processing_time = read.next_processing_time;
  report.waits_for_side = read.waits_for_side;
  report.waiting_bytes = shuffle_.pool.used();
  return report;
}

std::uint64_t RunResources::Moves() const {
  std::uint64_t moves = shuffle_.pool.moves();
  for (const internal::WorkerActivity& activity : activities_) moves += activity.moves();
  return moves;
}

std::string RunResources::DescribeWorkers() const {
  std::string text;
  for (std::size_t worker = 0; worker < activities_.size(); ++worker) {
    const internal::Node* node = activities_[worker].node();
    if (node == nullptr) continue;
    text += (text.empty() ? "worker " : "; worker ") + std::to_string(worker) + ": " + node->Describe();
  }
  return text.empty() ? "no worker is in a step" : text;
}

std::vector<internal::BlockStore*> RunResources::StoresOf(ExchangeId exchange) {
  std::vector<internal::BlockStore*> stores;
  for (const auto& store : (streaming_ ? reading_ : stores_)[exchange]) stores.push_back(store.get());
  return stores;
}

std::uint64_t RunResources::UnitsOf(const Stage& stage) const {
  if (stage.source != nullptr) return 1;
  const auto& stores = stores_[stage.reads];
  return plan_.exchanges[stage.reads].factory->by_key() ? stores[0]->partitions() : stores[0]->TotalRecords();
}

internal::OperatorContext RunResources::MakeContext(const internal::Node* node, std::size_t worker) {
  internal::OperatorContext context;
  context.node = node;
  context.graph = &graph_;
  context.run = &state_;
  context.clock = &clock_;
  context.thread = worker;
  context.threads = static_cast<std::size_t>(settings_.threads);
  context.table_bytes = shuffle_.shares.table;
  context.streaming = streaming_;
  if (node == nullptr) return context;
  for (const internal::CollectionId side : node->side_inputs) context.side_inputs.push_back(&side_inputs_.at(side));
  return context;
}

void RunResources::CountElements(internal::CollectionId collection, std::uint64_t elements) {
  std::lock_guard lock(mutex_);
  element_counts_[collection] += elements;
}

void RunResources::CommitMetrics(const internal::Node& node, const std::vector<internal::NamedMetric>& metrics) {
  std::lock_guard lock(mutex_);
  for (const internal::NamedMetric& metric : metrics) metrics_.AddCommitted(node.user_name(), metric);
}

MetricResults RunResources::Metrics() const {
  std::lock_guard lock(mutex_);
  return metrics_;
}

beam::ElementCounts RunResources::ElementCounts() const {
  std::lock_guard lock(mutex_);
  std::vector<std::uint64_t> elements = element_counts_;
  beam::ElementCounts counts;
  for (const internal::Node& node : graph_.nodes()) {
    // A flatten has no operator: what comes out is what went in.
    if (node.kind == internal::NodeKind::kFlatten) {
      for (const internal::CollectionId input : node.inputs) elements[node.outputs[0]] += elements[input];
    }
    std::uint64_t total = 0;
    for (const internal::CollectionId output : node.outputs) total += elements[output];
    if (!node.inner) counts.Add(node.user_name(), total);
  }
  return counts;
}

}  // namespace beam::runners
