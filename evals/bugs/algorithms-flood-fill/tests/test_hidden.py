import unittest

import painting as m


class HiddenTest(unittest.TestCase):
    def test_same_colour_everywhere(self):
        self.assertEqual(m.fill(["aa", "aa"], 1, 1, "a"), ["aa", "aa"])

    def test_diagonals_do_not_count(self):
        self.assertEqual(m.fill([".#", "#."], 0, 0, "o"), ["o#", "#."])

    def test_original_is_kept(self):
        image = ["..", ".."]
        m.fill(image, 0, 0, "x")
        self.assertEqual(image, ["..", ".."])

    def test_area(self):
        self.assertEqual(m.area(["###", "#.#"], 0, 0), 5)


if __name__ == "__main__":
    unittest.main()
