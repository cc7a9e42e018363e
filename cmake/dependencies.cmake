# What this project is built with. Required libraries stop the configuration with a sentence that names the Debian
# package; optional ones print one line when they are missing, and what depends on them is left out with it.

set(THREADS_PREFER_PTHREAD_FLAG ON)

macro(beam_require variable package debian)
  find_package(${package} QUIET)
  if(NOT ${variable})
    message(FATAL_ERROR "beam-cpp needs ${package}, which was not found; on Debian: apt-get install ${debian}")
  endif()
endmacro()

# beam_optional(<found variable> <what> <debian package> <what is left out>)
function(beam_optional variable what debian consequence)
  if(NOT ${variable})
    message(STATUS "beam-cpp: ${what} not found (Debian: ${debian}); left out: ${consequence}")
  endif()
endfunction()

beam_require(Threads_FOUND Threads libc6-dev)
beam_require(absl_FOUND absl libabsl-dev)
beam_require(fmt_FOUND fmt libfmt-dev)
beam_require(CLI11_FOUND CLI11 libcli11-dev)

# Boost.PFR is header-only and reaches users through one public header, so it is looked for as users' compilers do.
find_path(BEAM_PFR_INCLUDE_DIR boost/pfr.hpp)
mark_as_advanced(BEAM_PFR_INCLUDE_DIR)
if(NOT BEAM_PFR_INCLUDE_DIR)
  message(FATAL_ERROR "beam-cpp needs Boost.PFR (Boost 1.75 or newer); on Debian: apt-get install libboost1.81-dev")
endif()

# Used inside .cc files only: no public header names them. The linker drops what is not used.
set(BEAM_PRIVATE_DEPENDENCIES fmt::fmt absl::base absl::strings absl::hash absl::flat_hash_map absl::flat_hash_set absl::time)

find_package(ZLIB QUIET)
beam_optional(ZLIB_FOUND zlib zlib1g-dev "gzip files")
find_package(BZip2 QUIET)
beam_optional(BZIP2_FOUND bzip2 libbz2-dev "bzip2 files")
find_package(zstd QUIET CONFIG)
beam_optional(zstd_FOUND zstd libzstd-dev "zstd files")

if(BEAM_BUILD_TESTS)
  find_package(Catch2 2 QUIET CONFIG)
  beam_optional(Catch2_FOUND "Catch2 (version 2)" catch2 "all tests written with Catch2")
  find_package(GTest QUIET)
  beam_optional(GTest_FOUND GoogleTest libgtest-dev "the test of the testing kit from GoogleTest")
  find_package(Python3 QUIET COMPONENTS Interpreter)
  beam_optional(Python3_FOUND Python python3 "the checks of the house (layers, sizes, header cost, compile_fail)")
endif()
