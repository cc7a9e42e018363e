// expect-error: this transform compares elements: give it a comparison
#include "beam/create.h"
#include "transforms/max.h"

int main() {
  beam::Pipeline p;
  const auto words = beam::Create(p, {"a", "b"});
  beam::Max(words, [](int a, int b) { return a < b; });
}
