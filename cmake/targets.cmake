# The functions that the folders' CMakeLists.txt are written with.

# beam_add_subdirectories(<folder>...): adds each folder that exists and has a CMakeLists.txt.
function(beam_add_subdirectories)
  foreach(folder IN LISTS ARGN)
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt")
      add_subdirectory(${folder})
    endif()
  endforeach()
endfunction()

# beam_configure_library(<target> <export name>): include path, install name; used by beam and beam_library.
function(beam_configure_library target export_name)
  set_target_properties(${target} PROPERTIES
    LINKER_LANGUAGE CXX EXPORT_NAME ${export_name} VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")
  set_property(GLOBAL APPEND PROPERTY BEAM_INSTALLED_TARGETS ${target})
endfunction()

# beam_headers(<target> <header>...): public headers of a target. They are installed, and each must compile alone
# (the target all_verify_interface_header_sets, a part of ./dev test).
function(beam_headers target)
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${ARGN})
  foreach(header IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH header BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    cmake_path(RELATIVE_PATH header BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_property(GLOBAL APPEND PROPERTY BEAM_PUBLIC_HEADERS "${header}")
  endforeach()
endfunction()

# beam_library(<name> [SOURCES ...] [HEADERS ...] [LIBS ...]): a further installed library, beam_<name>, known to users as
# beam::<name>. It links beam publicly, LIBS privately. Without SOURCES it is an interface library.
function(beam_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;LIBS")
  set(target beam_${name})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    beam_configure_library(${target} ${name})
    target_link_libraries(${target} PUBLIC beam PRIVATE ${arg_LIBS})
  else()
    add_library(${target} INTERFACE)
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
    set_property(GLOBAL APPEND PROPERTY BEAM_INSTALLED_TARGETS ${target})
    target_link_libraries(${target} INTERFACE beam ${arg_LIBS})
  endif()
  add_library(beam::${name} ALIAS ${target})
  if(arg_HEADERS)
    beam_headers(${target} ${arg_HEADERS})
  endif()
endfunction()

# beam_example(<name> <source>... [LIBS ...]): an example program, built to <build>/examples/<name>.
function(beam_example name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE beam ${arg_LIBS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
endfunction()

# beam_bench(<name> <source>... [LIBS ...]): a benchmark program, built to <build>/bench/<name>; run by ./dev bench.
# The benchmarks measure our own library and may use the libraries that Debian offers to hand-written programs.
function(beam_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE beam ${BEAM_PRIVATE_DEPENDENCIES} ${arg_LIBS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bench")
  if(NOT TARGET beam_benches)
    add_custom_target(beam_benches)
  endif()
  add_dependencies(beam_benches ${name})
endfunction()
