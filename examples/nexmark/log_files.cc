// Query 10, which writes the events of each window into files.
#include "beam/testing/printed.h"
#include "examples/nexmark/queries.h"
#include "io/text.h"

namespace nexmark {

beam::PCollection<std::string> Query10(const beam::PCollection<Event>& events, const std::string& folder,
                                       int64_t file_events) {
  const auto on_time = beam::Repeatedly(beam::AfterCount(file_events)).OrFinally(beam::AfterWatermark());
  const auto late = beam::Repeatedly(
      beam::AfterAny({beam::AfterCount(file_events), beam::AfterProcessingTime(std::chrono::seconds(10))}));
  auto lines = beam::Map(events, [](const Event& event) { return beam::testing::Printed(event); });
  auto files = beam::io::WriteText(beam::WindowInto(lines, beam::FixedWindows(kWindow),
                                                    {.trigger = beam::AfterEach({on_time, late}),
                                                     .allowed_lateness = std::chrono::hours(24),
                                                     .accumulation = beam::AccumulationMode::kDiscarding}),
                                   folder + "/LOG", {.shards = 5});
  return beam::io::WriteText(beam::WindowInto(files, beam::FixedWindows(kWindow),
                                              {.trigger = beam::DefaultTrigger(),
                                               .allowed_lateness = std::chrono::hours(24),
                                               .accumulation = beam::AccumulationMode::kDiscarding}),
                             folder + "/INDEX");
}

}  // namespace nexmark
