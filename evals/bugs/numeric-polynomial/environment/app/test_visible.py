import unittest

import polynomials as m


class VisibleTest(unittest.TestCase):
    def test_derivative(self):
        self.assertEqual(m.derivative([3, 2, 5]), [2, 10])

    def test_evaluate(self):
        self.assertEqual(m.evaluate([1, 2, 3], 2), 17)

    def test_square(self):
        self.assertEqual(m.multiply([1, 1], [1, 1]), [1, 2, 1])


if __name__ == "__main__":
    unittest.main()
