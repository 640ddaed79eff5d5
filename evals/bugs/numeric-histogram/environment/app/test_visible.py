import unittest

import histogram as m


class VisibleTest(unittest.TestCase):
    def test_largest(self):
        self.assertEqual(m.histogram([0, 5, 10], 2), [1, 2])

    def test_bars(self):
        self.assertEqual(m.bars([1, 3]), ["#", "###"])

    def test_mode(self):
        self.assertEqual(m.mode([1, 4, 4]), 1)


if __name__ == "__main__":
    unittest.main()
