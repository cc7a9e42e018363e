# The installed package: find_package(beam-cpp) with targets beam::<name>, and a pkg-config file for each library.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(BEAM_INSTALL_CMAKEDIR "${CMAKE_INSTALL_LIBDIR}/cmake/beam-cpp")
# Our headers are included as "beam/...", "io/...": they live in a folder of their own, not straight in include/.
set(BEAM_INSTALL_INCLUDEDIR "${CMAKE_INSTALL_INCLUDEDIR}/beam-cpp")

get_property(installed_targets GLOBAL PROPERTY BEAM_INSTALLED_TARGETS)
foreach(target IN LISTS installed_targets)
  get_target_property(file_sets ${target} INTERFACE_HEADER_SETS)
  set(headers "")
  if(file_sets)
    set(headers FILE_SET HEADERS DESTINATION "${BEAM_INSTALL_INCLUDEDIR}")
  endif()
  install(TARGETS ${target} EXPORT beam-cpp-targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    INCLUDES DESTINATION "${BEAM_INSTALL_INCLUDEDIR}"
    ${headers})
endforeach()
install(EXPORT beam-cpp-targets NAMESPACE beam:: DESTINATION "${BEAM_INSTALL_CMAKEDIR}")

# The portable runner is a component of its own, because it makes its users find gRPC and Protobuf.
set(portable_targets beam_model beam_model_grpc beam_pipeline_proto beam_rpc beam_harness beam_harness_grpc beam_bundles)
if(TARGET beam_portable)
  foreach(target IN LISTS portable_targets)
    string(REPLACE "beam_" "portable_" export_name ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${export_name})
  endforeach()
  set_target_properties(beam_portable PROPERTIES EXPORT_NAME portable)
  install(TARGETS ${portable_targets} beam_portable EXPORT beam-cpp-portable-targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(EXPORT beam-cpp-portable-targets NAMESPACE beam:: DESTINATION "${BEAM_INSTALL_CMAKEDIR}")
endif()

# A static library passes its private dependencies on to whoever links it, so the package looks for them again. Those that
# this build did not have are not needed either.
set(BEAM_CONFIG_DEPENDENCIES "find_dependency(Threads)\nfind_dependency(absl)\nfind_dependency(fmt)\n")
foreach(package IN ITEMS ZLIB BZip2 zstd)
  string(TOUPPER ${package} upper)
  if(${package}_FOUND OR ${upper}_FOUND)
    string(APPEND BEAM_CONFIG_DEPENDENCIES "find_dependency(${package})\n")
  endif()
endforeach()
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/beam-cpp-config.cmake.in" beam-cpp-config.cmake
  INSTALL_DESTINATION "${BEAM_INSTALL_CMAKEDIR}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(beam-cpp-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/beam-cpp-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/beam-cpp-config-version.cmake"
  DESTINATION "${BEAM_INSTALL_CMAKEDIR}")

# How pkg-config calls the libraries that ours link: "<CMake target> <pkg-config package or -l flag>".
set(BEAM_PKG_CONFIG_NAMES
  "absl::(.+) absl_\\1" "fmt::fmt fmt" "ZLIB::ZLIB zlib" "BZip2::BZip2 -lbz2" "zstd::.+ libzstd" "Threads::Threads -pthread"
  "beam beam-cpp" "beam_(.+) beam-cpp-\\1")

# beam_pkg_config_name(<CMake target> <variable>): the package or flag, empty for what is no library (generator expressions).
function(beam_pkg_config_name target variable)
  set(${variable} "" PARENT_SCOPE)
  foreach(row IN LISTS BEAM_PKG_CONFIG_NAMES)
    string(REPLACE " " ";" row "${row}")
    list(GET row 0 pattern)
    list(GET row 1 name)
    if(target MATCHES "^${pattern}$")
      string(REGEX REPLACE "^${pattern}$" "${name}" name "${target}")
      set(${variable} "${name}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# beam_install_pkg_config(<target>): <libdir>/pkgconfig/beam-cpp.pc for beam, beam-cpp-<name>.pc for beam_<name>. The
# libraries are static, so their dependencies are public here.
function(beam_install_pkg_config target)
  beam_pkg_config_name(${target} package)
  get_target_property(type ${target} TYPE)
  set(libs "")
  set(requires "")
  if(type STREQUAL "STATIC_LIBRARY")
    get_target_property(linked ${target} LINK_LIBRARIES)
    # Whatever the target asks of the linker of its users, as -u SYMBOL, is asked here too.
    get_target_property(options ${target} INTERFACE_LINK_OPTIONS)
    if(options)
      list(TRANSFORM options REPLACE "^LINKER:" "-Wl,")
      list(TRANSFORM options REPLACE "^SHELL:" "")
      list(APPEND libs ${options})
    endif()
    list(APPEND libs "-l${target}")
  else()
    get_target_property(linked ${target} INTERFACE_LINK_LIBRARIES)
  endif()
  foreach(library IN LISTS linked)
    beam_pkg_config_name("${library}" name)
    if(name MATCHES "^-")
      list(APPEND libs "${name}")
    elseif(name)
      list(APPEND requires "${name}")
    endif()
  endforeach()
  list(JOIN libs " " libs)
  list(REMOVE_DUPLICATES requires)
  list(JOIN requires " " requires)
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" OUTPUT_VARIABLE up)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/beam-cpp.pc.in" "${package}.pc" @ONLY)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${package}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endfunction()

foreach(target IN LISTS installed_targets)
  beam_install_pkg_config(${target})
endforeach()
