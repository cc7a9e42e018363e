# Installs the build into an empty folder, then builds and runs the project in outside/ against it.
#   cmake -DBUILD=... -DOUTSIDE=... -DWORK=... -DCOMPILER=... -DGENERATOR=... -DCONFIGURATION=... [-DSANITIZE=...] -P try_installed.cmake

set(stage "${WORK}/stage")
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
if(SANITIZE)
  set(sanitize "-fsanitize=${SANITIZE}")
endif()

# run(<what> <command>...): stops with the output of a command that fails.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed (${result}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

run("installing" "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${stage}" --config "${CONFIGURATION}")

# Everything that was promised is there, and nothing of the tests.
file(GLOB_RECURSE installed RELATIVE "${stage}" "${stage}/*")
foreach(pattern IN ITEMS "include/beam-cpp/beam/[a-z_/]+\\.h$" "/libbeam\\.a$" "/beam-cpp-config\\.cmake$" "/pkgconfig/beam-cpp\\.pc$")
  set(found "${installed}")
  list(FILTER found INCLUDE REGEX "${pattern}")
  if(NOT found)
    message(FATAL_ERROR "the install tree has no file that matches ${pattern}")
  endif()
endforeach()
list(FILTER installed INCLUDE REGEX "(^|/)(test|bench|examples|fresh_root)/|_test\\.")
if(installed)
  message(FATAL_ERROR "the install tree holds what no user needs: ${installed}")
endif()

# With the tool that built this tree: a fresh machine has no other.
run("configuring the outside project" "${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${OUTSIDE}" -B "${WORK}/build"
  "-DCMAKE_PREFIX_PATH=${stage}" "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_FLAGS=${sanitize}" -DCMAKE_BUILD_TYPE=Debug)
run("building the outside project" "${CMAKE_COMMAND}" --build "${WORK}/build")
run("running the outside program" "${WORK}/build/outside")
message(STATUS "find_package: built and ran the outside project: ${output}")
if(EXISTS "${WORK}/build/with_portable")
  # The runner of a static library is there only if the package makes the linker keep it. It asks for what it was not told.
  execute_process(COMMAND "${WORK}/build/with_portable" --runner=portable OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT output MATCHES "--job_endpoint=HOST:PORT")
    message(FATAL_ERROR "a program that links beam::portable does not know the runner: ${output}")
  endif()
  message(STATUS "find_package: built an outside program with beam::portable")
endif()

find_program(pkg_config pkg-config)
if(NOT pkg_config)
  message("SKIPPED: the part with pkg-config, which is not installed")
  return()
endif()
file(GLOB_RECURSE pc_file "${stage}/beam-cpp.pc")
cmake_path(GET pc_file PARENT_PATH pc_folder)
set(ENV{PKG_CONFIG_PATH} "${pc_folder}")
run("asking pkg-config" "${pkg_config}" --cflags --libs beam-cpp)
separate_arguments(flags UNIX_COMMAND "${output}")
run("building with pkg-config" "${COMPILER}" -std=c++20 ${sanitize} "${OUTSIDE}/outside.cc" -o "${WORK}/with_pkg_config" ${flags})
run("running what was built with pkg-config" "${WORK}/with_pkg_config")
message(STATUS "pkg-config: built and ran the same program")
