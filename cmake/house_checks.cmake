# The checks of the house itself: include direction, sizes, exceptions, what headers reach and cost. Label: house.

# The installed headers, for the checks below and for people.
get_property(installed_headers GLOBAL PROPERTY BEAM_PUBLIC_HEADERS)
list(SORT installed_headers)
set(BEAM_PUBLIC_HEADERS_FILE "${PROJECT_BINARY_DIR}/public_headers.txt")
list(JOIN installed_headers "\n" content)
file(CONFIGURE OUTPUT "${BEAM_PUBLIC_HEADERS_FILE}" CONTENT "${content}\n" @ONLY)

# Every public header in one file: no two of them may define the same name. The adapters to other people's test frameworks
# are left out, because those frameworks do clash.
set(together ${installed_headers})
list(FILTER together EXCLUDE REGEX "^beam/testing/(catch|gtest|googletest)")
list(TRANSFORM together REPLACE "(.+)" "#include \"\\1\"")
list(JOIN together "\n" content)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/all_public_headers.cc" CONTENT "${content}\n" @ONLY)
add_library(beam_all_public_headers OBJECT "${PROJECT_BINARY_DIR}/all_public_headers.cc")
target_link_libraries(beam_all_public_headers PRIVATE beam)

# beam_house_check(<name> <script> <argument>...): a Python check out of cmake/; exit code 77 means skipped.
function(beam_house_check name script)
  if(NOT Python3_FOUND)
    return()
  endif()
  add_test(NAME ${name} COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/cmake/${script}" ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS house SKIP_RETURN_CODE 77 TIMEOUT ${BEAM_TEST_TIMEOUT})
endfunction()

beam_house_check(layers check_layers.py "${PROJECT_SOURCE_DIR}" "${BEAM_PUBLIC_HEADERS_FILE}")
beam_house_check(sizes check_sizes.py "${PROJECT_SOURCE_DIR}")
beam_house_check(exceptions_have_reasons list_exceptions.py --check)
beam_house_check(public_headers check_public_headers.py "${CMAKE_CXX_COMPILER}" "${PROJECT_SOURCE_DIR}" "${BEAM_PUBLIC_HEADERS_FILE}")
beam_house_check(readme check_readme.py "${CMAKE_CXX_COMPILER}" "${PROJECT_SOURCE_DIR}")
beam_house_check(checks_find_violations check_checks.py)
if(BEAM_HARDENED AND Catch2_FOUND)
  beam_house_check(hardening check_hardening.py "$<TARGET_FILE:beam_catch_header>" $<CONFIG>)
endif()
# Sanitizers and debug builds compile the same headers: the cost is measured once, where nothing else runs beside it.
if(NOT BEAM_SANITIZE AND NOT BEAM_FUZZ AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  beam_house_check(header_cost header_cost.py "${CMAKE_CXX_COMPILER}" "${PROJECT_SOURCE_DIR}")
  if(Python3_FOUND)
    set_tests_properties(header_cost PROPERTIES RUN_SERIAL ON)
  endif()
endif()
