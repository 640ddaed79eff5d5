import unittest

from bank.account import Account, NotEnough
from bank.transfer import total, transfer


class HiddenTest(unittest.TestCase):
    def test_total_is_kept(self):
        accounts = [Account(10), Account(0), Account(5)]
        for source, target, amount in ((0, 1, 7), (1, 2, 9), (2, 0, 5), (1, 0, 8)):
            try:
                transfer(accounts[source], accounts[target], amount)
            except NotEnough:
                pass
        self.assertEqual(total(accounts), 15)

    def test_withdraw(self):
        account = Account(5)
        with self.assertRaises(NotEnough):
            account.withdraw(6)
        self.assertEqual(account.balance, 5)

    def test_to_itself(self):
        account = Account(5)
        transfer(account, account, 5)
        self.assertEqual(account.balance, 5)
        with self.assertRaises(NotEnough):
            transfer(account, account, 6)


if __name__ == "__main__":
    unittest.main()
