// kRemoteForms: whether pipelines are compiled in a form that runners far away can be sent too.
#pragma once

#ifndef BEAM_REMOTE_FORMS
#define BEAM_REMOTE_FORMS 0
#endif

namespace beam::internal {

/// Groupings then can be taken apart (lowering.h) and functions can be sent (shipment.h). It doubles what a combining step costs
/// the compiler, so that only programs that link the portable runner have it: its CMake target defines BEAM_REMOTE_FORMS=1. It
/// is an argument of the types that depend on it, because files that differ in it may be linked together.
inline constexpr bool kRemoteForms = BEAM_REMOTE_FORMS != 0;

}  // namespace beam::internal
