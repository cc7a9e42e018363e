// An element changed in place.
// expect-error: an element must not be changed in place
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](std::string& word) {
    word += '!';
    return word;
  });
}
