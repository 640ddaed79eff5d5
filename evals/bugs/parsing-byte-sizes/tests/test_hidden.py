import unittest

from sizes import largest, parse_size, total_size


class SizesHiddenTest(unittest.TestCase):
    def test_unknown_unit(self):
        for text in ("3 pages", "7 x", "1 kbit"):
            with self.assertRaises(ValueError) as caught:
                parse_size(text)
            self.assertIn(text, str(caught.exception))

    def test_no_number(self):
        for text in ("", "kb", "one kb", "1..5 kb"):
            with self.assertRaises(ValueError):
                parse_size(text)

    def test_known_units(self):
        self.assertEqual(parse_size(" 2 GiB "), 2 * 1024**3)
        self.assertEqual(parse_size("2gb"), 2000000000)
        self.assertEqual(parse_size("7 B"), 7)

    def test_total_skips_both_kinds_of_nonsense(self):
        self.assertEqual(total_size(["5", "many kb", "1 stone", "1 kb", ""]), 1005)
        self.assertEqual(total_size(["1 stone"]), 0)

    def test_total_of_nothing(self):
        self.assertEqual(total_size([]), 0)

    def test_largest(self):
        self.assertEqual(largest(["1 GiB", "1 GB"]), "1 GiB")


if __name__ == "__main__":
    unittest.main()
