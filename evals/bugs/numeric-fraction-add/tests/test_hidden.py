import unittest

import fractions2 as m


class HiddenTest(unittest.TestCase):
    def test_different(self):
        self.assertEqual(m.add((1, 2), (1, 3)), (5, 6))

    def test_negative(self):
        self.assertEqual(m.add((-1, 2), (1, 4)), (-1, 4))
        self.assertEqual(m.reduce((-2, -4)), (1, 2))

    def test_zero(self):
        self.assertEqual(m.add((1, 2), (-1, 2)), (0, 1))
        with self.assertRaises(ZeroDivisionError):
            m.reduce((1, 0))

    def test_divide(self):
        self.assertEqual(m.divide((1, 2), (-1, 4)), (-2, 1))


if __name__ == "__main__":
    unittest.main()
