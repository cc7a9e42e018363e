// Every URN string of the model that the graph uses, once.
#pragma once

namespace beam::internal::urn {

inline constexpr char kImpulse[] = "beam:transform:impulse:v1";
inline constexpr char kParDo[] = "beam:transform:pardo:v1";
inline constexpr char kFlatten[] = "beam:transform:flatten:v1";
inline constexpr char kGroupByKey[] = "beam:transform:group_by_key:v1";
inline constexpr char kCombinePerKey[] = "beam:transform:combine_per_key:v1";
inline constexpr char kReshuffle[] = "beam:transform:reshuffle:v1";
inline constexpr char kWindowInto[] = "beam:transform:window_into:v1";
inline constexpr char kTestStream[] = "beam:transform:teststream:v1";
/// A composite of ours: portable runners receive it as flatten of tagged values and a group_by_key.
inline constexpr char kCoGroupByKey[] = "beam:transform:cpp_co_group_by_key:v1";

}  // namespace beam::internal::urn
