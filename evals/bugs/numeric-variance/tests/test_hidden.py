import unittest

import spread as m


class HiddenTest(unittest.TestCase):
    def test_two(self):
        self.assertEqual(m.variance([0, 10]), 50)

    def test_single(self):
        self.assertEqual(m.deviation([9]), 0)

    def test_scores(self):
        self.assertEqual(m.z_scores([1, 2, 3]), [-1, 0, 1])

    def test_none(self):
        self.assertEqual(m.variance([]), 0)


if __name__ == "__main__":
    unittest.main()
