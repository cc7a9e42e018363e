// expect-error: this transform compares elements: give it a comparison
#include "beam/create.h"
#include "transforms/top.h"

struct Point {
  int x = 0;
  int y = 0;
};

int main() {
  beam::Pipeline p;
  const auto points = beam::Create(p, {Point{1, 2}});
  beam::Top(points, 3);
}
