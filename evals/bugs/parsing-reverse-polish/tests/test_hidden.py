import unittest

from rpn import StackError, evaluate


class RpnHiddenTest(unittest.TestCase):
    def test_division(self):
        self.assertEqual(evaluate("20 5 /"), 4)

    def test_power(self):
        self.assertEqual(evaluate("2 10 ^"), 1024)

    def test_chain(self):
        self.assertEqual(evaluate("100 10 - 5 - 2 /"), 42.5)

    def test_swap(self):
        self.assertEqual(evaluate("10 4 swap -"), -6)
        self.assertEqual(evaluate("1 2 3 swap - -"), 0)

    def test_commutative_operators(self):
        self.assertEqual(evaluate("2 3 + 4 5 + *"), 45)

    def test_numbers(self):
        self.assertEqual(evaluate("-1.5"), -1.5)
        with self.assertRaises(ValueError):
            evaluate("1 x +")

    def test_too_few(self):
        for text in ("", "-", "1 -", "neg", "swap"):
            with self.assertRaises(StackError):
                evaluate(text)


if __name__ == "__main__":
    unittest.main()
