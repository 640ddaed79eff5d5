import unittest

import polynomials as m


class HiddenTest(unittest.TestCase):
    def test_constant(self):
        self.assertEqual(m.derivative([7]), [0])

    def test_cubic(self):
        self.assertEqual(m.derivative([0, 0, 0, 2]), [0, 0, 6])

    def test_product(self):
        self.assertEqual(m.multiply([1, 2, 3], [4, 5]), [4, 13, 22, 15])

    def test_values_multiply(self):
        p, q = [1, -2, 3], [2, 0, 1]
        self.assertEqual(m.evaluate(m.multiply(p, q), 3), m.evaluate(p, 3) * m.evaluate(q, 3))


if __name__ == "__main__":
    unittest.main()
