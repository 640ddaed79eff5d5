import unittest

import fractions2 as m


class VisibleTest(unittest.TestCase):
    def test_reduced(self):
        self.assertEqual(m.add((1, 4), (1, 4)), (1, 2))

    def test_sign(self):
        self.assertEqual(m.reduce((1, -2)), (-1, 2))

    def test_multiply(self):
        self.assertEqual(m.multiply((2, 3), (3, 4)), (1, 2))

    def test_different(self):
        self.assertEqual(m.add((1, 2), (1, 3)), (5, 6))

    def test_negative(self):
        self.assertEqual(m.add((-1, 2), (1, 4)), (-1, 4))
        self.assertEqual(m.reduce((-2, -4)), (1, 2))


if __name__ == "__main__":
    unittest.main()
