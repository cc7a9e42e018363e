#include "beam/fn/shipping.h"

#include <cstddef>

#include "beam/base/error.h"

namespace beam::internal {

namespace {

// g++ spells the type of a lambda "<lambda(int)>", clang "(lambda at main.cc:12:3)".
bool IsLambda(std::string_view type) {
  return type.find("<lambda") != std::string_view::npos || type.find("(lambda at") != std::string_view::npos;
}

// A pointer to a member function is a word that says where the function is, or, if it is odd, in which row of the object's
// table of virtual functions; and what is added to the object's address (the Itanium C++ ABI, 2.3).
struct MemberFunctionWords {
  std::ptrdiff_t function = 0;
  std::ptrdiff_t adjustment = 0;
};

}  // namespace

std::string DescribeUnshippable(std::string_view type, bool is_class, bool is_std_function) {
  if (is_std_function) return "is a std::function, which may hold anything; give the function itself";
  if (IsLambda(type)) {
    return "is a lambda that captures, which other processes cannot make; write beam::Bind(function, values...) with a "
           "function that takes the values first, or a struct that has them as members";
  }
  const std::string name(type);
  if (is_class) {
    return "is of a class whose configuration cannot be seen (private members, a constructor, a base or an array): "
           "list it "
           "in the class as static constexpr auto Fields = std::tuple{&T::member, ...}, empty if there is none; class "
           "= " +
           name;
  }
  return "refers to memory of this process; give it the value itself; type = " + name;
}

std::string DescribeUnshippableMember(std::string_view member, std::string_view type, std::string problem) {
  if (IsLambda(type) || problem.find("std::function") != std::string::npos) return problem;
  return "has the member '" + std::string(member) +
         "', which cannot be sent; give its type a coder (coders/coder.h), or make it beam::Local<...> if it is "
         "working data; "
         "type = " +
         std::string(type);
}

std::string DescribeNoDefault(std::string_view type) {
  return "lists its configuration as Fields and has no default constructor, by which a worker makes it before it sets "
         "them; "
         "give it one; class = " +
         std::string(type);
}

void WriteMemberPointer(const void* pointer, std::size_t size, bool of_function, ByteWriter& out) {
  MemberFunctionWords words;
  std::memcpy(&words, pointer, size < sizeof(words) ? size : sizeof(words));
  const bool in_code = of_function && words.function % 2 == 0;
  out.PutByte(in_code ? 1 : 0);
  if (in_code) {
    WriteFunction(reinterpret_cast<const void*>(words.function), out);
  } else {
    out.PutVarint(static_cast<std::uint64_t>(words.function));
  }
  out.PutFixed64(static_cast<std::uint64_t>(words.adjustment));
}

void ReadMemberPointer(void* pointer, std::size_t size, std::uint64_t limit, ByteReader& in) {
  MemberFunctionWords words;
  if (in.ReadByte() == 1) {
    words.function = reinterpret_cast<std::ptrdiff_t>(ReadFunction(in));
  } else {
    const std::uint64_t place = in.ReadVarint();
    if (place >= limit) throw Error(StatusCode::kInvalidArgument, "a pointer to a member points behind its class");
    words.function = static_cast<std::ptrdiff_t>(place);
  }
  words.adjustment = static_cast<std::ptrdiff_t>(in.ReadFixed64());
  std::memcpy(pointer, &words, size < sizeof(words) ? size : sizeof(words));
}

}  // namespace beam::internal
