import unittest

from bank.account import Account, NotEnough
from bank.transfer import total, transfer


class VisibleTest(unittest.TestCase):
    def test_transfer(self):
        a, b = Account(10), Account()
        transfer(a, b, 4)
        self.assertEqual((a.balance, b.balance), (6, 4))

    def test_failed_transfer(self):
        a, b = Account(3), Account(1)
        with self.assertRaises(NotEnough):
            transfer(a, b, 4)
        self.assertEqual((a.balance, b.balance), (3, 1))

    def test_everything(self):
        a, b = Account(5), Account()
        transfer(a, b, 5)
        self.assertEqual(a.balance, 0)

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


if __name__ == "__main__":
    unittest.main()
