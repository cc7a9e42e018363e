// A standard map as a side parameter.
// expect-error: a side input is not looked up in a standard map
#include <map>

#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(
      words, [](const std::string&, const std::map<std::string, int>& side) { return side.size(); }, pairs);
}
