// expect-error: Mean needs integers or floating-point numbers
#include "beam/create.h"
#include "transforms/mean.h"

int main() {
  beam::Pipeline p;
  const auto words = beam::Create(p, {"a", "b"});
  beam::Mean(words);
}
