// expect-compiles
#include "beam/init.h"

struct Options {
  std::string input = "in.txt";
  std::vector<int> rows;
  static constexpr beam::Flag kFlags[] = {{"input", "the file to read"}};
};

int main(int argc, char** argv) {
  const auto options = beam::Init<Options>(argc, argv);
  return static_cast<int>(options.rows.size());
}
