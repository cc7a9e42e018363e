// Name probe: whether a class has a member of some name, whatever its access and however often it is overloaded.
#pragma once

#include <type_traits>

// Defines `Has<Probe><D>()`. A name is a member of D if a second base that also has it makes it ambiguous. For use
// inside namespace beam::internal.
#define BEAM_INTERNAL_NAME_PROBE(name, Probe)      \
  struct Probe##Rival {                            \
    int name;                                      \
  };                                               \
  template <class D>                               \
  struct Probe##Both : D, Probe##Rival {};         \
  template <class D>                               \
  consteval bool Has##Probe() {                    \
    if constexpr (!std::is_class_v<D>) {           \
      return false;                                \
    } else if constexpr (std::is_final_v<D>) {     \
      return requires { &D::name; };               \
    } else {                                       \
      return !requires { &Probe##Both<D>::name; }; \
    }                                              \
  }
