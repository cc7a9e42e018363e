// The main function of every Catch2 test program, compiled once for all of them.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
