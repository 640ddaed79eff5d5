import unittest

import powers as m


class HiddenTest(unittest.TestCase):
    def test_all(self):
        for base in (-3, 0, 1, 2, 7):
            self.assertEqual([m.power(base, n) for n in range(9)], [base**n for n in range(9)])

    def test_modulo(self):
        for n in range(20):
            self.assertEqual(m.power_modulo(7, n, 11), 7**n % 11)

    def test_modulo_one(self):
        self.assertEqual(m.power_modulo(5, 0, 1), 0)

    def test_negative(self):
        self.assertFalse(m.is_power_of_two(-8))
        self.assertFalse(m.is_power_of_two(0))


if __name__ == "__main__":
    unittest.main()
