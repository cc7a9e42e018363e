// expect-error: a field of the options struct has the name of a standard flag
#include "beam/init.h"

struct Options {
  int threads = 2;
};

int main(int argc, char** argv) {
  const auto options = beam::Init<Options>(argc, argv);
  (void)options;
}
