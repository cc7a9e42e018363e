#include <iostream>

#include "beam/base/status.h"

int main() { std::cout << beam::Status().ToString() << "\n"; }
