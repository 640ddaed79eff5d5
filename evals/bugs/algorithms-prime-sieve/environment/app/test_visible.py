import unittest

import sieve as m


class VisibleTest(unittest.TestCase):
    def test_small(self):
        self.assertEqual(m.primes(3), [2, 3])

    def test_thirty(self):
        self.assertEqual(m.primes(30), [2, 3, 5, 7, 11, 13, 17, 19, 23, 29])

    def test_factors(self):
        self.assertEqual(m.factors(360), [2, 2, 2, 3, 3, 5])

    def test_agrees_with_factors(self):
        self.assertEqual(m.primes(200), [n for n in range(201) if m.is_prime(n)])

    def test_limit_is_included(self):
        self.assertEqual(m.primes(13)[-1], 13)


if __name__ == "__main__":
    unittest.main()
