// A side input of a type without a coder.
// expect-error: the elements of a side input need a coder
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::unique_ptr<int>> owners) {
  beam::ParDo(
      words, [](const std::string&, const std::vector<std::unique_ptr<int>>& side) { return side.size(); }, owners);
}
