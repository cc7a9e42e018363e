#include "runners/harness/sha256.h"

#include <openssl/evp.h>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

// It fails only where the library was built without SHA-256.
void Require(int outcome) {
  if (outcome != 1) throw Error(StatusCode::kInternal, "the OpenSSL library of this machine cannot compute SHA-256");
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  Require(context_ != nullptr ? EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) : 0);
}

void Sha256::Add(std::string_view bytes) { Require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size())); }

std::string Sha256::Hex() {
  constexpr char kDigits[] = "0123456789abcdef";
  unsigned char sum[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  Require(EVP_DigestFinal_ex(context_.get(), sum, &size));
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += kDigits[sum[i] >> 4];
    text += kDigits[sum[i] & 15];
  }
  return text;
}

}  // namespace beam::runners
