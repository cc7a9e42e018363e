# beam_test, beam_pipeline_test and beam_fuzz: everything that ctest runs is registered here.

# A test that hangs has failed; no honest test of ours comes near this, under any sanitizer.
set(BEAM_TEST_TIMEOUT 600)

# The settings that the pipeline suite is run under, one at a time, by setting the environment variable BEAM_FORCE.
set(BEAM_FORCED_SETTINGS
  one_element_bundles batch_size_1 hash_zero no_fusion no_lifting always_spill encode_all threads_8 primitives_only
  ship_functions
  streaming)

# beam_fetch_from_wheel(<name> <script> <result>): the test fetch_<name> makes the file <result> out of the wheel of apache-beam, which pip
# downloads when the tests run. `BEAM_<NAME>` is then where it lies, for tests that require the fixture <name>. Without Python, pip or a
# package index they fail: they are never left out.
function(beam_fetch_from_wheel name script result)
  set(folder "${PROJECT_BINARY_DIR}/test/${name}")
  if(Python3_FOUND)
    set(fetch "${Python3_EXECUTABLE}" -B "${CMAKE_CURRENT_SOURCE_DIR}/${script}" "${folder}" "${BEAM_WHEEL_FOLDER}")
  else()
    set(fetch "${CMAKE_COMMAND}" -E false)
  endif()
  add_test(NAME fetch_${name} COMMAND ${fetch})
  set_tests_properties(fetch_${name} PROPERTIES
    FIXTURES_SETUP ${name} RESOURCE_LOCK apache_beam_wheel TIMEOUT ${BEAM_TEST_TIMEOUT})
  string(TOUPPER "BEAM_${name}" variable)
  set(${name}_fixture FIXTURES_REQUIRED ${name} ENVIRONMENT "${variable}=${folder}/${result}" PARENT_SCOPE)
endfunction()

# Catch2's main is compiled once, and its header, which costs more than most tests, is precompiled once. The precompiled
# header belongs to a program without tests, because a compiler accepts it only with the flags of what it is used for.
if(Catch2_FOUND)
  add_library(beam_catch_main OBJECT "${PROJECT_SOURCE_DIR}/cmake/catch_main.cc")
  target_link_libraries(beam_catch_main PUBLIC Catch2::Catch2)
  file(CONFIGURE OUTPUT catch_header.cc CONTENT "// A program without tests; it carries the precompiled header of all tests.\n")
  add_executable(beam_catch_header "${CMAKE_CURRENT_BINARY_DIR}/catch_header.cc")
  target_link_libraries(beam_catch_header PRIVATE beam beam_catch_main)
  target_precompile_headers(beam_catch_header PRIVATE <catch2/catch.hpp>)
endif()

# Builds <build>/test/<name> from the sources; common to the functions below.
function(beam_test_program name sources libs)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE beam ${libs} beam_catch_main)
  target_precompile_headers(${name} REUSE_FROM beam_catch_header)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/test")
endfunction()

# beam_compile_quickly_under_sanitizers(<target>): for files of many templates that run shortly. Optimizing what sanitizers add to
# them takes the compiler three times as long; and what differs between optimized and other code, such as which of two
# definitions of one name is linked, is seen only where not all of it is optimized. The precompiled header is optimized.
function(beam_compile_quickly_under_sanitizers target)
  if(BEAM_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
    set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

# beam_add_catch_test(<test name> <program> <labels> <environment>)
function(beam_add_catch_test test_name program labels environment)
  add_test(NAME "${test_name}" COMMAND ${program} --order rand --rng-seed time --durations no)
  set_tests_properties("${test_name}" PROPERTIES TIMEOUT ${BEAM_TEST_TIMEOUT} LABELS "${labels}" ENVIRONMENT "${environment}")
endfunction()

# beam_test(<name> <source>... [LIBS <library>...] [LABELS <label>...]): a Catch2 test program and its ctest entry.
function(beam_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS;LABELS")
  if(NOT Catch2_FOUND)
    return()
  endif()
  beam_test_program(${name} "${arg_UNPARSED_ARGUMENTS}" "${arg_LIBS}")
  beam_add_catch_test(${name} ${name} "${arg_LABELS}" "")
endfunction()

# beam_pipeline_test(<name> <source>... [LIBS ...] [LABELS ...]): a Catch2 test program that runs pipelines. It is
# registered once plain (label pipelines) and once under each forced setting as <name>[<setting>] (labels forced, <setting>).
function(beam_pipeline_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS;LABELS")
  if(NOT Catch2_FOUND)
    return()
  endif()
  beam_test_program(${name} "${arg_UNPARSED_ARGUMENTS}" "${arg_LIBS}")
  beam_add_catch_test(${name} ${name} "pipelines;${arg_LABELS}" "")
  foreach(setting IN LISTS BEAM_FORCED_SETTINGS)
    beam_add_catch_test("${name}[${setting}]" ${name} "forced;${setting};${arg_LABELS}" "BEAM_FORCE=${setting}")
  endforeach()
endfunction()

# All fuzz targets, without the rest of the tree.
add_custom_target(beam_fuzzers)
file(WRITE "${PROJECT_BINARY_DIR}/fuzzers.txt" "")

# beam_fuzz(<name> <source>... [LIBS ...]): a libFuzzer target <build>/fuzz/<name>; only in builds with BEAM_FUZZ, because
# the main function is libFuzzer's. The corpus lies in test/fuzz/corpus/<name>, if there is one. <build>/fuzzers.txt lists all.
function(beam_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS")
  if(NOT BEAM_FUZZ)
    return()
  endif()
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE beam ${arg_LIBS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/fuzz")
  file(APPEND "${PROJECT_BINARY_DIR}/fuzzers.txt" "${name}\n")
  add_dependencies(beam_fuzzers ${name})
endfunction()
