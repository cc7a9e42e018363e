// expect-error: the options must be a plain struct
#include "beam/init.h"

class Options {
 public:
  Options() = default;
  int top() const { return top_; }

 private:
  int top_ = 1;
};

int main(int argc, char** argv) {
  const auto options = beam::Init<Options>(argc, argv);
  (void)options;
}
