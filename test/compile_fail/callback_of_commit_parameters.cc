// A callback that wants to be told something.
// expect-error: the callback of AfterBundleCommit is called with nothing and returns nothing or a status
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::BundleFinalizer finalizer, const std::string& word) {
    finalizer.AfterBundleCommit(beam::Duration(1), [](const std::string&) {});
    return word;
  });
}
