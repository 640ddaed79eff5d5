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


if __name__ == "__main__":
    unittest.main()
