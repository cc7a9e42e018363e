// expect-error: Sum adds up values, which this type cannot
#include "beam/create.h"
#include "transforms/sum.h"

int main() {
  beam::Pipeline p;
  const auto flags = beam::Create(p, std::vector<bool>{true, false});
  beam::Sum(flags);
}
