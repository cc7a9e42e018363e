// GroupByKey of elements without keys.
// expect-error: GroupByKey needs elements of beam::KV<K, V>: make
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) { beam::GroupByKey(words); }
