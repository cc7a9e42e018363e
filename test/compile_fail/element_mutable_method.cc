// A method that changes the element.
// expect-error: make the member function const
#include "beam/beam.h"

struct Account {
  int balance = 0;
  int Close() { return std::exchange(balance, 0); }
};

void Mistake(beam::PCollection<Account> accounts) { beam::ParDo(accounts, &Account::Close); }
