// Reads command lines, with CLI11 as the reader of words, and prints --help.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <numeric>

#include "beam/options.h"
#include "beam/standard_options.h"

namespace beam {

namespace internal {

namespace {

// CLI11 takes `--name=` for a flag without a value. A character that no command line has stands for the empty value.
constexpr char kEmptyValue = '\x01';

std::string WithDashes(std::string_view name) {
  std::string dashed(name);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  return dashed;
}

// The spellings of a flag; standard ones are also known by the names that other SDKs gave them.
std::vector<std::string> SpellingsOf(const OptionField& field) {
  std::vector<std::string> spellings = {std::string(field.name)};
  if (field.type == &kOptionType<std::uint16_t> && field.name == "threads") {
    spellings.insert(spellings.end(), {"direct_num_workers", "target_parallelism"});
  }
  for (std::size_t i = 0, n = spellings.size(); i < n; ++i) {
    if (spellings[i].find('_') != std::string::npos) spellings.push_back(WithDashes(spellings[i]));
  }
  return spellings;
}

// CLI11's notation for the names of an option; a switch also has its opposite.
std::string NamesOf(const OptionField& field) {
  std::string names;
  for (const std::string& spelling : SpellingsOf(field)) {
    names.append(names.empty() ? "--" : ",--").append(spelling);
    if (spelling.size() == 1) names += ",-" + spelling;
    if (field.type->is_switch) names.append(",!--no_").append(spelling).append(",!--no-").append(spelling);
  }
  return names;
}

Status Mistake(std::string_view message) { return Status(StatusCode::kInvalidArgument, std::string(message)); }

Status BadValue(const std::string& flag, const std::string& expected, const std::string& given) {
  return Mistake(fmt::format("{} expects {}; given: {}", flag, expected, given.empty() ? "nothing" : given));
}

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

// One command line: the tables it may set, and what CLI11 knows of them.
class Reader {
 public:
  Reader(const OptionTable& program, const OptionTable& standard, bool help) : app_("", "") {
    app_.set_help_flag();
    app_.allow_extras();
    if (help) help_ = app_.add_flag("-h,--help");
    try {
      Add(program, false);
      Add(standard, true);
    } catch (const CLI::ConstructionError& error) {
      throw Error(StatusCode::kInvalidArgument,
                  std::string("two flags of this program cannot be told apart; rename a field of its options; ") +
                      error.what());
    }
  }

  // Sets the fields that the words name; the positional ones are those of `program`.
  Status Read(const std::vector<std::string>& words, const OptionTable& program) {
    Status status = ReadFlags(words);
    return status.ok() ? SetPositionals(program) : status;
  }

  // Sets the fields that flags among the words name.
  Status ReadFlags(const std::vector<std::string>& words) {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    for (std::string& word : reversed) {
      if (word.starts_with("--") && word.size() > 3 && word.find('=') == word.size() - 1) word += kEmptyValue;
    }
    try {
      app_.parse(reversed);
    } catch (const CLI::ArgumentMismatch&) {
      return MissingValue(words.back());
    } catch (const CLI::ParseError& error) {
      return Mistake(error.what());
    }
    for (const Entry& entry : entries_) {
      if (Status status = SetField(entry); !status.ok()) return status;
    }
    return Status();
  }

  // The words that are neither flags of the tables nor their values, in their order.
  std::vector<std::string> Rest() const {
    std::vector<std::string> rest = app_.remaining();
    for (std::string& word : rest) {
      if (word.ends_with(kEmptyValue)) word.pop_back();
    }
    return rest;
  }

  bool help() const { return help_ != nullptr && help_->count() > 0; }
  bool was_set(std::string_view name) const { return std::find(set_.begin(), set_.end(), name) != set_.end(); }

 private:
  struct Entry {
    const OptionField* field;
    CLI::Option* option;
  };

  void Add(const OptionTable& table, bool standard) {
    for (const OptionField& field : table) {
      CLI::Option* option = field.type->is_switch
                                ? app_.add_flag(NamesOf(field))
                                : app_.add_option(NamesOf(field), [](const std::vector<std::string>&) { return true; });
      if (!field.type->is_switch) option->expected(1);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      option->allow_extra_args(false);
      if (standard) option->ignore_case()->ignore_underscore();
      entries_.push_back({&field, option});
    }
  }

  // Only the last word can be a flag whose value is missing.
  Status MissingValue(const std::string& flag) const {
    for (const Entry& entry : entries_) {
      if (entry.option->check_name(flag))
        return Mistake(flag + " needs a value; expected: " + entry.field->type->placeholder());
    }
    return Mistake(flag + " needs a value");
  }

  void MarkSet(const OptionField& field) {
    if (was_set(field.name)) return;
    set_.push_back(field.name);
    if (field.type->is_list) field.type->clear(field.value);
  }

  Status SetField(const Entry& entry) {
    for (std::string text : entry.option->results()) {
      if (text.ends_with(kEmptyValue)) text.pop_back();
      MarkSet(*entry.field);
      const std::string expected = entry.field->type->parse(text, entry.field->value);
      if (!expected.empty()) return BadValue("--" + std::string(entry.field->name), expected, text);
    }
    return Status();
  }

  Status SetPositionals(const OptionTable& program) {
    bool flags_over = false;
    for (const std::string& word : Rest()) {
      if (!flags_over && word == "--") {
        flags_over = true;
      } else if (!flags_over && word.size() > 1 && word.starts_with('-')) {
        return UnknownFlag(word);
      } else if (Status status = SetPositional(program, word); !status.ok()) {
        return status;
      }
    }
    return Status();
  }

  Status SetPositional(const OptionTable& program, const std::string& word) {
    bool any = false;
    for (const OptionField& field : program) {
      any = any || field.positional();
      if (!field.positional() || (!field.type->is_list && was_set(field.name))) continue;
      MarkSet(field);
      const std::string expected =
          field.type->is_list ? field.type->append(word, field.value) : field.type->parse(word, field.value);
      return expected.empty() ? Status() : BadValue(std::string(field.name), expected, word);
    }
    return Mistake(fmt::format(
        "{}; given: {}",
        any ? "there are more words than this program takes" : "this program takes flags only, and this is none",
        word));
  }

  Status UnknownFlag(const std::string& word) const {
    const std::string name = word.substr(0, word.find('='));
    const std::string_view bare = std::string_view(name).substr(name.starts_with("--") ? 2 : 1);
    std::string nearest;
    std::size_t best = std::min(bare.size() / 3 + 2, bare.size());
    for (const Entry& entry : entries_) {
      for (const std::string& spelling : SpellingsOf(*entry.field)) {
        const std::size_t distance = EditDistance(bare, spelling);
        if (distance < best) {
          best = distance;
          nearest = spelling;
        }
      }
    }
    return Mistake(name + " is not a flag of this program" +
                   (nearest.empty() ? std::string() : "; did you mean --" + nearest + "?"));
  }

  CLI::App app_;
  CLI::Option* help_ = nullptr;
  std::vector<Entry> entries_;
  std::vector<std::string_view> set_;
};

Status CheckRequired(const OptionTable& program, const Reader& reader) {
  for (const OptionField& field : program) {
    if (!field.required() || reader.was_set(field.name)) continue;
    return Mistake(fmt::format("{}{} is required; expected: {}", field.positional() ? "" : "--", field.name,
                               field.type->placeholder()));
  }
  return Status();
}

std::string FlagColumn(const OptionField& field) {
  return field.type->is_switch ? fmt::format("  --[no-]{}", field.name)
                               : fmt::format("  --{} {}", field.name, field.type->placeholder());
}

std::string DefaultNote(const OptionField& field) {
  if (field.required()) return "(required)";
  const std::string text = field.has_value() ? field.type->print(field.value) : "";
  return text.empty() ? "" : "(default: " + text + ")";
}

void AppendHelpLine(std::string& out, const std::string& column, std::string_view help, const std::string& note) {
  constexpr std::size_t kColumn = 34;
  std::string rest(help);
  if (!note.empty()) rest += (rest.empty() ? "" : " ") + note;
  if (rest.empty()) {
    out += column + "\n";
  } else if (column.size() + 2 > kColumn) {
    out += fmt::format("{}\n{:{}}{}\n", column, "", kColumn, rest);
  } else {
    out += fmt::format("{:{}}{}\n", column, kColumn, rest);
  }
}

std::string QuoteWord(const std::string& word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_=./:,+@%").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

Status ReadEnvironment(const OptionTable& standard, const std::string& environment) {
  return Reader({}, standard, false)
      .Read(FlagWords(environment), {})
      .While("reading the environment variable BEAM_OPTIONS");
}

}  // namespace

StatusOr<ParsedRun> ParseCommandLine(const OptionTable& program, const std::vector<std::string>& words,
                                     const std::string& environment, const RunOptions& defaults) {
  StandardOptions standard = FromRunOptions(defaults);
  const OptionTable table = OptionTableOf(standard);
  if (Status status = ReadEnvironment(table, environment); !status.ok()) return status;
  Reader reader(program, table, true);
  Status status = reader.Read(words, program);
  ParsedRun parsed;
  parsed.help = reader.help();
  if (!parsed.help && status.ok()) status = CheckRequired(program, reader);
  if (!parsed.help && !status.ok()) return status;
  StatusOr<RunOptions> run = ToRunOptions(standard, defaults);
  if (!run.ok()) return run.status();
  parsed.run = *std::move(run);
  return parsed;
}

StatusOr<RunOptions> TakeStandardFlags(std::vector<std::string>& words, const std::string& environment,
                                       const RunOptions& defaults) {
  StandardOptions standard = FromRunOptions(defaults);
  const OptionTable table = OptionTableOf(standard);
  if (Status status = ReadEnvironment(table, environment); !status.ok()) return status;
  Reader reader({}, table, false);
  if (Status status = reader.ReadFlags(words); !status.ok()) return status;
  words = reader.Rest();
  return ToRunOptions(standard, defaults);
}

Status ParseOptions(const OptionTable& program, const std::vector<std::string>& words) {
  Reader reader(program, {}, false);
  Status status = reader.Read(words, program);
  return status.ok() ? CheckRequired(program, reader) : status;
}

std::string OptionsText(const OptionTable& program) {
  std::string line;
  for (const OptionField& field : program) {
    if (!field.has_value()) continue;
    line += (line.empty() ? "" : " ") + QuoteWord(fmt::format("--{}={}", field.name, field.type->print(field.value)));
  }
  return line;
}

std::string HelpText(const OptionTable& program, std::string_view program_name) {
  std::string out = fmt::format("Usage: {} [flags]", program_name);
  for (const OptionField& field : program) {
    if (!field.positional()) continue;
    const std::string word = std::string(field.name) + (field.type->is_list ? "..." : "");
    out += field.required() ? " " + word : " [" + word + "]";
  }
  out += "\n";
  if (!program.empty()) out += fmt::format("\nFlags of {}:\n", program_name);
  for (const OptionField& field : program) AppendHelpLine(out, FlagColumn(field), field.help, DefaultNote(field));
  out += "\nFlags of every Beam program, also read from the environment variable BEAM_OPTIONS:\n";
  StandardOptions standard;
  for (const OptionField& field : OptionTableOf(standard)) {
    AppendHelpLine(out, FlagColumn(field), field.help, DefaultNote(field));
  }
  AppendHelpLine(out, "  --help", "prints this text", "");
  return out;
}

}  // namespace internal

std::vector<std::string> FlagWords(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
      word += line[++i];
      open = true;
    } else if (quote != 0 ? c == quote : c == '\'' || c == '"') {
      quote = quote != 0 ? '\0' : c;
      open = true;
    } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      if (open) words.push_back(std::move(word));
      word.clear();
      open = false;
    } else {
      word += c;
      open = true;
    }
  }
  if (open) words.push_back(std::move(word));
  return words;
}

}  // namespace beam
