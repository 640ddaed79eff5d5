import unittest

import spread as m


class VisibleTest(unittest.TestCase):
    def test_three(self):
        self.assertEqual(m.variance([1, 2, 3]), 1)

    def test_single(self):
        self.assertEqual(m.variance([5]), 0)

    def test_equal(self):
        self.assertEqual(m.z_scores([2, 2]), [0, 0])

    def test_two(self):
        self.assertEqual(m.variance([0, 10]), 50)

    def test_single_too(self):
        self.assertEqual(m.deviation([9]), 0)


if __name__ == "__main__":
    unittest.main()
