// expect-error: an entry of kFlags names no field of the options struct
#include "beam/init.h"

struct Options {
  std::string input;
  static constexpr beam::Flag kFlags[] = {{"imput", "the file to read"}};
};

int main(int argc, char** argv) {
  const auto options = beam::Init<Options>(argc, argv);
  (void)options;
}
