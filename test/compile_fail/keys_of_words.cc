// expect-error: this transform takes keys and values apart, so it needs elements of beam::KV<K, V>
#include "beam/create.h"
#include "transforms/keys.h"

int main() {
  beam::Pipeline p;
  const auto words = beam::Create(p, {"a", "b"});
  beam::Keys(words);
}
