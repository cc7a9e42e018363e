// A method that changes the element.
// expect-error: an element must not be changed in place
#include "beam/beam.h"

struct Account {
  int balance = 0;
  int Close() { return std::exchange(balance, 0); }
};

void Mistake(beam::PCollection<Account> accounts) { beam::ParDo(accounts, &Account::Close); }
