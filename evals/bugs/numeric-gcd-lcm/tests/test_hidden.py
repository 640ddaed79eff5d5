import unittest

import divisors as m


class HiddenTest(unittest.TestCase):
    def test_all(self):
        self.assertEqual(m.lcm_all([2, 3, 4, 6]), 12)
        self.assertEqual(m.lcm_all([]), 1)

    def test_zero(self):
        self.assertEqual(m.lcm(0, 5), 0)

    def test_negative(self):
        self.assertEqual(m.lcm(-4, 6), 12)
        self.assertEqual(m.gcd(-4, -6), 2)

    def test_divisors(self):
        self.assertEqual(m.divisors(12), [1, 2, 3, 4, 6, 12])

    def test_same(self):
        self.assertEqual(m.lcm(7, 7), 7)


if __name__ == "__main__":
    unittest.main()
