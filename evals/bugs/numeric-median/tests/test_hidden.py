import unittest

import stats as m


class HiddenTest(unittest.TestCase):
    def test_two(self):
        self.assertEqual(m.median([10, 20]), 15)

    def test_one(self):
        self.assertEqual(m.median([7]), 7)

    def test_six(self):
        self.assertEqual(m.median([9, 1, 8, 2, 7, 4]), 5.5)

    def test_mean(self):
        self.assertEqual(m.mean([1, 2]), 1.5)
        with self.assertRaises(ValueError):
            m.mean([])


if __name__ == "__main__":
    unittest.main()
