// expect-compiles
#include "beam/create.h"
#include "transforms/count.h"
#include "transforms/keys.h"
#include "transforms/max.h"
#include "transforms/mean.h"
#include "transforms/sum.h"
#include "transforms/to_string.h"
#include "transforms/top.h"

struct Point {
  int x = 0;
  int y = 0;
};

int main() {
  beam::Pipeline p;
  const auto words = beam::Create(p, {"a", "b"});
  const auto counts = beam::Count(words);
  beam::Keys(counts);
  beam::SumPerKey(counts);
  beam::MeanPerKey(counts);
  beam::ToString(counts);
  beam::Max(words, [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
  const auto points = beam::Create(p, {Point{1, 2}});
  beam::Top(points, 3, [](const Point& a, const Point& b) { return a.x < b.x; });
}
