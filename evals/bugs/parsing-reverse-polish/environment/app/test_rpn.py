import unittest

from rpn import StackError, evaluate


class RpnTest(unittest.TestCase):
    def test_sum_and_product(self):
        self.assertEqual(evaluate("1 2 + 3 *"), 9)

    def test_difference(self):
        self.assertEqual(evaluate("10 4 -"), 6)

    def test_neg_and_dup(self):
        self.assertEqual(evaluate("3 neg dup *"), 9)

    def test_too_few(self):
        with self.assertRaises(StackError):
            evaluate("1 +")

    def test_left_over(self):
        with self.assertRaises(StackError):
            evaluate("1 2")


if __name__ == "__main__":
    unittest.main()
