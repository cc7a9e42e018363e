// Bit-fields: whether an aggregate has one, which only a structured binding can tell without naming the member.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace beam::internal {

/// Structs with more members are taken to have no bit-field.
inline constexpr std::size_t kMaxFieldsForBitFields = 32;

// Well-formed for any members but bit-fields, to which no reference can be bound.
template <class... F>
void BindAll(F&...);

// One line for each number of members, because a structured binding of C++20 spells its names out.
#define BEAM_BINDS(kNumber, ...)                                      \
  if constexpr (kCount == kNumber) {                                  \
    auto& [__VA_ARGS__] = object;                                     \
    return std::bool_constant<!requires { BindAll(__VA_ARGS__); }>(); \
  } else
// clang-format off: one bit of the table a line
template <std::size_t kCount, class T>
auto FindBitField([[maybe_unused]] T& object) noexcept {
  BEAM_BINDS(1, a)
  BEAM_BINDS(2, a, b)
  BEAM_BINDS(3, a, b, c)
  BEAM_BINDS(4, a, b, c, d)
  BEAM_BINDS(5, a, b, c, d, e)
  BEAM_BINDS(6, a, b, c, d, e, f)
  BEAM_BINDS(7, a, b, c, d, e, f, g)
  BEAM_BINDS(8, a, b, c, d, e, f, g, h)
  BEAM_BINDS(9, a, b, c, d, e, f, g, h, i)
  BEAM_BINDS(10, a, b, c, d, e, f, g, h, i, j)
  BEAM_BINDS(11, a, b, c, d, e, f, g, h, i, j, k)
  BEAM_BINDS(12, a, b, c, d, e, f, g, h, i, j, k, l)
  BEAM_BINDS(13, a, b, c, d, e, f, g, h, i, j, k, l, m)
  BEAM_BINDS(14, a, b, c, d, e, f, g, h, i, j, k, l, m, n)
  BEAM_BINDS(15, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
  BEAM_BINDS(16, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
  BEAM_BINDS(17, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)
  BEAM_BINDS(18, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r)
  BEAM_BINDS(19, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s)
  BEAM_BINDS(20, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t)
  BEAM_BINDS(21, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u)
  BEAM_BINDS(22, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v)
  BEAM_BINDS(23, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w)
  BEAM_BINDS(24, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x)
  BEAM_BINDS(25, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y)
  BEAM_BINDS(26, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z)
  BEAM_BINDS(27, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, Ab)
  BEAM_BINDS(28, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, Ab, Ac)
  BEAM_BINDS(29, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, Ab, Ac, Ad)
  BEAM_BINDS(30, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, Ab, Ac, Ad, Ae)
  BEAM_BINDS(31, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, Ab, Ac, Ad, Ae, Af)
  BEAM_BINDS(32, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, Ab, Ac, Ad, Ae, Af, Ag)
  return std::false_type();
}
// clang-format on
#undef BEAM_BINDS

/// True if T, an aggregate of kCount members without arrays and bases, has a bit-field.
template <class T, std::size_t kCount>
inline constexpr bool kHasBitField = decltype(FindBitField<kCount>(std::declval<T&>()))::value;

}  // namespace beam::internal
