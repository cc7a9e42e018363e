// Joins two CSV files with a header line, customers (id,name) and orders (customer id,item), into lines "name: item,
// item". Customers without orders and orders without a customer are reported too.
#include <algorithm>
#include <cstdio>

#include "beam/beam.h"
#include "io/text.h"

struct Options {
  std::string customers;
  std::string orders;
  std::string output = "-";
  static constexpr beam::Flag kFlags[] = {{"customers", "CSV file with the columns id,name", beam::kRequired},
                                          {"orders", "CSV file with the columns customer,item", beam::kRequired},
                                          {"output", "the file for the result; - is standard output"}};
};

// A returned error ends the run; it names the step, this program's line and the element.
beam::StatusOr<beam::KV<std::string, std::string>> ParseRow(const std::string& line) {
  const std::size_t comma = line.find(',');
  if (comma == std::string::npos) return beam::Status(beam::StatusCode::kInvalidArgument, "a row needs two columns");
  return beam::KV{line.substr(0, comma), line.substr(comma + 1)};
}

std::string JoinRow(const std::string& id, beam::Iter<std::string> names, beam::Iter<std::string> items) {
  std::string row = names.empty() ? "(unknown customer " + id + ")" : *names.begin();
  std::vector<std::string> sorted = items.ToVector();
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) row += (i == 0 ? ": " : ", ") + sorted[i];
  return sorted.empty() ? row + ": nothing" : row;
}

int main(int argc, char** argv) try {
  const auto options = beam::Init<Options>(argc, argv);
  beam::Pipeline p;
  auto customers = beam::Map(beam::io::ReadText(p, options.customers, {.skip_header_lines = 1}), ParseRow);
  auto orders = beam::Map(beam::io::ReadText(p, options.orders, {.skip_header_lines = 1}), ParseRow);
  beam::io::WriteText(beam::Map(beam::CoGroupByKey(customers, orders), JoinRow), options.output);
  return beam::RunMain(p);
} catch (const beam::Error& error) {
  // What cannot be built throws, here for example --output=out/; what fails while it runs is RunMain's to tell.
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
