import unittest

import painting as m


class VisibleTest(unittest.TestCase):
    def test_fill(self):
        self.assertEqual(m.fill(["..#", "##."], 0, 0, "x"), ["xx#", "##."])

    def test_same_colour(self):
        self.assertEqual(m.fill(["..#"], 0, 0, "."), ["..#"])

    def test_area(self):
        self.assertEqual(m.area(["..#", "#.."], 0, 0), 4)

    def test_same_colour_everywhere(self):
        self.assertEqual(m.fill(["aa", "aa"], 1, 1, "a"), ["aa", "aa"])

    def test_diagonals_do_not_count(self):
        self.assertEqual(m.fill([".#", "#."], 0, 0, "o"), ["o#", "#."])


if __name__ == "__main__":
    unittest.main()
