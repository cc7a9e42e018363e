// Sha256: the checksum by which Beam compares the files that it hands around.
//
//   Sha256 sum;
//   sum.Add("ab");
//   sum.Add("c");
//   sum.Hex();   // "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#pragma once

#include <memory>
#include <string>
#include <string_view>

// OpenSSL's, which stays inside the .cc file.
struct evp_md_ctx_st;

namespace beam::runners {

class Sha256 {
 public:
  Sha256();
  void Add(std::string_view bytes);
  /// The checksum of all that was added, in lower-case hexadecimal digits. Called once, as the last.
  std::string Hex();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace beam::runners
