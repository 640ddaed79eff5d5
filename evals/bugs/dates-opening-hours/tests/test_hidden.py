import unittest

import opening as m


class HiddenTest(unittest.TestCase):
    def test_night_closed(self):
        self.assertFalse(m.is_open(18, 2, 2))
        self.assertFalse(m.is_open(18, 2, 12))
        self.assertTrue(m.is_open(18, 2, 18))

    def test_counts(self):
        self.assertEqual(sum(m.is_open(22, 6, hour) for hour in range(24)), 8)

    def test_names(self):
        self.assertEqual(m.open_at({"bar": (18, 2), "shop": (9, 19), "club": (23, 5)}, 18), ["bar", "shop"])

    def test_edges(self):
        self.assertTrue(m.is_open(9, 17, 9))
        self.assertFalse(m.is_open(9, 17, 8))


if __name__ == "__main__":
    unittest.main()
