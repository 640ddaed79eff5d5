import unittest

import divisors as m


class VisibleTest(unittest.TestCase):
    def test_gcd(self):
        self.assertEqual(m.gcd(12, 18), 6)

    def test_lcm(self):
        self.assertEqual(m.lcm(4, 6), 12)

    def test_no_common_factor(self):
        self.assertEqual(m.lcm(3, 5), 15)

    def test_all(self):
        self.assertEqual(m.lcm_all([2, 3, 4, 6]), 12)
        self.assertEqual(m.lcm_all([]), 1)

    def test_zero(self):
        self.assertEqual(m.lcm(0, 5), 0)


if __name__ == "__main__":
    unittest.main()
