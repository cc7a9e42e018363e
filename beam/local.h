// Local<T>: working data of a function, which stays where it is when the function goes to another process.
#pragma once

namespace beam {

/// A member of a DoFn or CombineFn that is working data, not configuration: every copy of the function in another process
/// starts with a value of its own, `T()`. Within a process it is an ordinary member.
///
///   struct Sampler {
///     double rate = 0.1;
///     beam::Local<std::minstd_rand> random;
///     bool operator()(const std::string&) { return (*random)() < rate * std::minstd_rand::max(); }
///   };
template <class T>
struct Local {
  T value{};

  T& operator*() { return value; }
  const T& operator*() const { return value; }
  T* operator->() { return &value; }
  const T* operator->() const { return &value; }
};

}  // namespace beam
