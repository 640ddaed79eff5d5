import unittest

import sieve as m


class HiddenTest(unittest.TestCase):
    def test_agrees_with_factors(self):
        self.assertEqual(m.primes(200), [n for n in range(201) if m.is_prime(n)])

    def test_limit_is_included(self):
        self.assertEqual(m.primes(13)[-1], 13)

    def test_none(self):
        self.assertEqual(m.primes(1), [])

    def test_square_of_a_prime(self):
        self.assertEqual(m.factors(49), [7, 7])
        self.assertNotIn(49, m.primes(50))


if __name__ == "__main__":
    unittest.main()
