# How this project's own code is compiled: language, warnings, hardening, sanitizers. Everything here is directory
# scoped, so a project that embeds this one with add_subdirectory keeps its own settings.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, RelWithDebInfo or Debug" FORCE)
  message(STATUS "beam-cpp: build type Release (none was given)")
endif()

# ccache is worth minutes and costs nothing. The sloppiness lets it cache compilations that use a precompiled header.
find_program(BEAM_CCACHE ccache)
mark_as_advanced(BEAM_CCACHE)
if(BEAM_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime" "${BEAM_CCACHE}")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # A precompiled header that does not fit is slow, not wrong: it must not become an error under -Werror.
  add_compile_options(-Wno-error=invalid-pch)
  if(BEAM_CCACHE)
    add_compile_options(-fpch-preprocess)
  endif()
  if(BEAM_DEVELOPER)
    # Templates fill the compiler's heap, and walking through it again and again for what could be freed took a tenth of its time. Up to
    # a gigabyte for each compilation it no longer looks.
    add_compile_options("SHELL:--param ggc-min-heapsize=1000000")
  endif()
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND BEAM_CCACHE)
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()

# Abseil's packages name some twenty shared libraries; a program should load the ones it uses.
add_link_options(-Wl,--as-needed)

if(BEAM_DEVELOPER)
  add_compile_options(-Wall -Wextra -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 reports overlapping copies inside std::string's operator+ that cannot happen (its bug 105651).
    add_compile_options(-Wno-restrict)
    # And with -O3 it takes a std::string whose length it knows for one that keeps all of it inside (its bugs 105329 and
    # 105562), and members of temporaries for uninitialized ones.
    add_compile_options("$<$<CONFIG:Release>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-maybe-uninitialized>")
  endif()
endif()

# The tests are many programs, and gold links one in half the time of the linker that g++ takes by default. Constants stay apart from code.
find_program(BEAM_GOLD ld.gold)
mark_as_advanced(BEAM_GOLD)
if(BEAM_DEVELOPER AND BEAM_GOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=gold -Wl,--rosegment)
endif()

if(BEAM_SANITIZE)
  add_compile_options(-fsanitize=${BEAM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BEAM_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Under instrumentation g++ 12 sees uninitialized members inside the standard library, where there are none.
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
endif()

if(BEAM_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "beam-cpp: BEAM_FUZZ needs clang; configure with the preset 'fuzz' or -DCMAKE_CXX_COMPILER=clang++-16")
  endif()
  # Coverage feedback for all code; the libFuzzer main is linked into the fuzz targets only (see beam_fuzz).
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

# Hardening; a check of the house reads it out of a program. Sanitizers replace it. _FORTIFY_SOURCE wants optimization.
if(BEAM_HARDENING AND NOT BEAM_SANITIZE AND NOT BEAM_FUZZ)
  set(BEAM_HARDENED ON)
  add_compile_options(-fstack-protector-strong
    "$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2;-D_GLIBCXX_ASSERTIONS>")
  add_link_options(-Wl,-z,relro,-z,now)
endif()
