// StagedFile: files of the machine that submits a pipeline, for functions that read them wherever they run.
//
//   struct Classify {
//     beam::Local<Model> model;
//     void Setup() { model->Load(beam::StagedFile("model.bin")); }
//     std::string ProcessElement(const std::string& text) { return model->LabelOf(text); }
//   };
//
//   program --files_to_stage=/data/model.bin,stop_words.txt --runner=...
//
// A file is known by its name without its folders. Workers elsewhere have copies, which are theirs for as long as they run; in the
// direct runner and in LOOPBACK it is the original. Files are for reading, and are read in Setup: nothing is kept in memory for them.
#pragma once

#include <string>
#include <string_view>

namespace beam {

/// The path of the file of this name that --files_to_stage lists. To be called by a function of a pipeline, on the thread that
/// runs it, or by the program that submits. Throws beam::Error (kNotFound) with the names that there are.
std::string StagedFile(std::string_view name);

}  // namespace beam
