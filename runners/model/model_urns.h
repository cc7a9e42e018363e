// The URNs of Beam's model that a pipeline's proto has beside those of the graph (beam/graph/urns.h), once for who writes and who reads it.
#pragma once

namespace beam::runners::model_urn {

/// The parts of a combine_per_key that a runner has lifted.
inline constexpr char kPrecombine[] = "beam:transform:combine_per_key_precombine:v1";
inline constexpr char kMergeAccumulators[] = "beam:transform:combine_per_key_merge_accumulators:v1";
inline constexpr char kExtractOutputs[] = "beam:transform:combine_per_key_extract_outputs:v1";

/// What a runner must be able to do for a pipeline.
inline constexpr char kRequiresFinalization[] = "beam:requirement:pardo:finalization:v1";
inline constexpr char kRequiresSplittableDoFn[] = "beam:requirement:pardo:splittable_dofn:v1";
inline constexpr char kRequiresStableInput[] = "beam:requirement:pardo:stable_input:v1";
inline constexpr char kRequiresState[] = "beam:requirement:pardo:stateful:v1";
inline constexpr char kRequiresTimeOrder[] = "beam:requirement:pardo:time_sorted_input:v1";

/// How side inputs are read.
inline constexpr char kIterableSideInput[] = "beam:side_input:iterable:v1";
inline constexpr char kMultimapSideInput[] = "beam:side_input:multimap:v1";

}  // namespace beam::runners::model_urn
