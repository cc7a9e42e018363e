// Runs a query of the Nexmark suite over the events of an auction house that are made up on the spot.
//
//   nexmark --query=5 --events=1000000 --output=hot_items.txt
#include <cstdio>

#include "beam/testing/printed.h"
#include "examples/nexmark/generator.h"
#include "examples/nexmark/queries.h"
#include "io/text.h"

struct Options {
  int query = 0;
  int64_t events = 100'000;
  uint64_t seed = 0;
  int64_t rate = 10'000;
  std::string output = "-";
  std::string folder = ".";
  static constexpr beam::Flag kFlags[] = {{"query", "the number of the query, 0 to 12", beam::kRequired},
                                          {"events", "how many events there are"},
                                          {"seed", "other numbers make other events"},
                                          {"rate", "how many events a second of event time has"},
                                          {"output", "the file for the results; - is standard output"},
                                          {"folder", "where query 10 writes its files"}};
};

// The results of the query as text, a line for each.
beam::PCollection<std::string> Answer(const beam::PCollection<nexmark::Event>& events, const Options& options) {
  using namespace nexmark;
  const auto lines = []<class Result>(const beam::PCollection<Result>& results) {
    auto in_one = beam::WindowInto(results, beam::GlobalWindows(), {.trigger = beam::DefaultTrigger()});
    return beam::Map(in_one, [](const Result& result) { return beam::testing::Printed(result); });
  };
  switch (options.query) {
    case 0:
      return lines(Query0(events));
    case 1:
      return lines(Query1(events));
    case 2:
      return lines(Query2(events));
    case 3:
      return lines(Query3(events));
    case 4:
      return lines(Query4(events));
    case 5:
      return lines(Query5(events));
    case 6:
      return lines(Query6(events));
    case 7:
      return lines(Query7(events));
    case 8:
      return lines(Query8(events));
    case 9:
      return lines(Query9(events));
    case 10:
      return lines(Query10(events, options.folder));
    case 11:
      return lines(Query11(events));
    case 12:
      return lines(Query12(events));
    default:
      throw beam::Error(beam::StatusCode::kInvalidArgument, "--query is a number from 0 to 12");
  }
}

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  auto events = nexmark::GenerateEvents(p, options.events,
                                        nexmark::Generator{.seed = options.seed, .events_per_second = options.rate});
  beam::io::WriteText(Answer(events, options), options.output);
  return beam::RunMain(p);
} catch (const beam::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
