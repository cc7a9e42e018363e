// Functions of several files, one of a shared library, that differ in nothing that has a name.
#pragma once

#include <string>

namespace beam::internal {

using NamedFunction = std::string (*)(int);
NamedFunction FirstAnonymous();
NamedFunction SecondAnonymous();
NamedFunction SharedAnonymous();
std::string FirstNamed(int n);
std::string SecondNamed(int n);

}  // namespace beam::internal
