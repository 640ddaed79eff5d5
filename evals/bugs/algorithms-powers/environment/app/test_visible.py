import unittest

import powers as m


class VisibleTest(unittest.TestCase):
    def test_even(self):
        self.assertEqual(m.power(3, 4), 81)

    def test_odd(self):
        self.assertEqual(m.power(2, 5), 32)

    def test_modulo(self):
        self.assertEqual(m.power_modulo(3, 200, 13), 9)

    def test_powers_of_two(self):
        self.assertEqual([n for n in range(9) if m.is_power_of_two(n)], [1, 2, 4, 8])

    def test_all(self):
        for base in (-3, 0, 1, 2, 7):
            self.assertEqual([m.power(base, n) for n in range(9)], [base**n for n in range(9)])

    def test_modulo_too(self):
        for n in range(20):
            self.assertEqual(m.power_modulo(7, n, 11), 7**n % 11)


if __name__ == "__main__":
    unittest.main()
