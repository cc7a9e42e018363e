// What a step that calls a user's function is made of: its name, its node, its outputs.
#pragma once

#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/exec/function_op.h"
#include "beam/exec/typed_element.h"
#include "beam/fn/callable.h"
#include "beam/pcollection.h"
#include "beam/scope.h"

namespace beam::internal {

/// The function inside an argument, which may have been named.
template <class Fn>
struct StepFunctionImpl {
  using Type = Fn;
  static const std::string* Name(const Fn&) { return nullptr; }
  template <class Given>
  static Given&& Take(Given&& fn) {
    return std::forward<Given>(fn);
  }
};
template <class Fn>
struct StepFunctionImpl<NamedFn<Fn>> {
  using Type = Fn;
  static const std::string* Name(const NamedFn<Fn>& named) { return &named.name; }
  template <class Given>
  static auto&& Take(Given&& named) {
    return std::forward<Given>(named).fn;
  }
};
template <class Fn>
using StepFunction = typename StepFunctionImpl<std::decay_t<Fn>>::Type;

/// "ParDo(Sessionize)" for a struct whose type is `type_name`, "ParDo(main.cc:12)" if that is empty.
std::string StepName(std::string_view verb, std::string_view type_name, const std::source_location& location);

/// Throws beam::Error (kInvalidArgument) that says which step was given no function.
[[noreturn]] void ThrowNoFunction(const char* verb, const std::source_location& location);

/// Throws for a function pointer, a member pointer or a std::function that is null.
template <class Fn>
void RequireFunction(const Fn& fn, const char* verb, const std::source_location& location) {
  constexpr bool is_std_function = requires { typename Fn::result_type; } && requires { fn == nullptr; };
  if constexpr (std::is_pointer_v<Fn> || std::is_member_pointer_v<Fn> || is_std_function) {
    if (fn == nullptr) ThrowNoFunction(verb, location);
  }
}

/// Adds the node of a step whose operator is `Op`, without its outputs. Throws beam::Error if a side input is of
/// another pipeline, or if the function is null.
template <class Op, class DoFn, class T, class Fn, class... S>
NodeId AddFunctionStep(const char* verb, const PCollection<T>& input, Fn&& fn, const std::source_location& location,
                       const PCollection<S>&... sides) {
  using Given = StepFunctionImpl<std::decay_t<Fn>>;
  (RequireSamePipeline(input.state(), sides.state(), verb, location), ...);
  const std::string* given_name = Given::Name(fn);
  constexpr std::string_view type_name = HasProcessElement<DoFn>() ? TypeName<DoFn>() : std::string_view();
  const std::string name = given_name != nullptr ? *given_name : StepName(verb, type_name, location);
  DoFn function(Given::Take(std::forward<Fn>(fn)));
  RequireFunction(function, verb, location);
  Owned<const OperatorFactory> factory(new FunctionOpFactory<Op, DoFn>(std::move(function)));
  return input.state().AddFused(name, location, input.id(), {sides.id()...}, std::move(factory));
}

/// Adds an output in the windowing of the node's input.
template <class T>
PCollection<T> AddFunctionOutput(PipelineBuilder& state, NodeId node) {
  return {&state, state.AddOutput(node, ElementTypeOf<T>())};
}

}  // namespace beam::internal
