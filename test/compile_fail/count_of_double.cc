// expect-error: the key type's coder is not deterministic
#include "beam/create.h"
#include "transforms/count.h"

int main() {
  beam::Pipeline p;
  const auto numbers = beam::Create(p, {1.5, 2.5});
  beam::Count(numbers);
}
