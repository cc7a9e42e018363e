// expect-error: ToString writes numbers, bool, text, and pairs
#include "beam/create.h"
#include "transforms/to_string.h"

struct Point {
  int x = 0;
  int y = 0;
};

int main() {
  beam::Pipeline p;
  const auto points = beam::Create(p, {Point{1, 2}});
  beam::ToString(points);
}
