import unittest

import painting as m


class VisibleTest(unittest.TestCase):
    def test_fill(self):
        self.assertEqual(m.fill(["..#", "##."], 0, 0, "x"), ["xx#", "##."])

    def test_same_colour(self):
        self.assertEqual(m.fill(["..#"], 0, 0, "."), ["..#"])

    def test_area(self):
        self.assertEqual(m.area(["..#", "#.."], 0, 0), 4)


if __name__ == "__main__":
    unittest.main()
