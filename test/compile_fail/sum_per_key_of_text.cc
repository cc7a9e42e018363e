// expect-error: Sum adds up values, which this type cannot
#include "beam/create.h"
#include "transforms/sum.h"

int main() {
  beam::Pipeline p;
  const auto pairs = beam::Create<beam::KV<int, std::string>>(p, {{1, "a"}});
  beam::SumPerKey(pairs);
}
