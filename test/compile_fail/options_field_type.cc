// expect-error: a field of the options struct has a type that no flag can have
#include "beam/init.h"

struct Options {
  std::vector<std::vector<int>> matrix;
};

int main(int argc, char** argv) {
  const auto options = beam::Init<Options>(argc, argv);
  (void)options;
}
