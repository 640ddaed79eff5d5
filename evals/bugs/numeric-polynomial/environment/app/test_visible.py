import unittest

import polynomials as m


class VisibleTest(unittest.TestCase):
    def test_derivative(self):
        self.assertEqual(m.derivative([3, 2, 5]), [2, 10])

    def test_evaluate(self):
        self.assertEqual(m.evaluate([1, 2, 3], 2), 17)

    def test_square(self):
        self.assertEqual(m.multiply([1, 1], [1, 1]), [1, 2, 1])

    def test_constant(self):
        self.assertEqual(m.derivative([7]), [0])

    def test_cubic(self):
        self.assertEqual(m.derivative([0, 0, 0, 2]), [0, 0, 6])


if __name__ == "__main__":
    unittest.main()
