// An accumulator with a list of structs that have a C array.
// expect-error: this struct has no coder, because a member is a C array
#include "beam/beam.h"

struct Row {
  int cells[4];
};
struct RowsFn {
  std::vector<Row> CreateAccumulator() { return {}; }
  void AddInput(std::vector<Row>& rows, int) { rows.emplace_back(); }
  void MergeAccumulators(std::vector<Row>& rows, const std::vector<Row>& other) {
    rows.insert(rows.end(), other.begin(), other.end());
  }
};

void Mistake(beam::PCollection<int> numbers) { beam::Combine(numbers, RowsFn()); }
