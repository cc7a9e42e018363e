// After a mistake, what uses its result is accepted in silence.
// expect-error: the element does not convert to this parameter
#include "beam/beam.h"

struct WeightedSum {
  int CreateAccumulator() { return 0; }
  void AddInput(int& sum, int value, int weight) { sum += value * weight; }
  void MergeAccumulators(int& sum, int other) { sum += other; }
};

void Mistake(beam::PCollection<std::string> words) {
  auto lengths = beam::ParDo(words, [](int n) { return n; });
  auto pairs = beam::ParDo(lengths, [](const auto& n) { return beam::KV{n.length, 1}; });
  auto groups = beam::GroupByKey(pairs);
  beam::CombinePerKey(pairs, [](int a, int b) { return a + b; });
  beam::CombinePerKey(pairs, WeightedSum(), lengths);
  beam::Combine(lengths, WeightedSum(), words);
  beam::Combine(words, WeightedSum(), lengths);
  beam::Reshuffle(beam::Flatten(groups, words));
  auto [a, b] = beam::ParDo(groups, [](int, beam::Emitter<int>, beam::Emitter<int>) {});
  beam::Map(beam::Filter(a, [](const std::string& s) { return s; }), [](int n) { return n; });
  auto [c, d] = beam::Partition<2>(b, [](const std::string& s) { return s; });
  static_cast<void>(c);
  static_cast<void>(d);
}
