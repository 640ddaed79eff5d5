import unittest

import money as m


class HiddenTest(unittest.TestCase):
    def test_above_half(self):
        self.assertEqual(m.tax(199, 7), 14)

    def test_zero(self):
        self.assertEqual(m.tax(0, 19), 0)
        self.assertEqual(m.tax(10, 4), 0)

    def test_many(self):
        self.assertEqual([m.tax(c, 50) for c in range(5)], [0, 1, 1, 2, 2])

    def test_format(self):
        self.assertEqual([m.format_cents(c) for c in (5, 105, -50)], ["0.05", "1.05", "-0.50"])


if __name__ == "__main__":
    unittest.main()
