import unittest

from sizes import largest, parse_size, total_size


class SizesTest(unittest.TestCase):
    def test_binary_and_decimal_units(self):
        self.assertEqual(parse_size("10 KiB"), 10240)
        self.assertEqual(parse_size("1.5MB"), 1500000)

    def test_plain_number(self):
        self.assertEqual(parse_size("512"), 512)

    def test_no_number(self):
        with self.assertRaises(ValueError):
            parse_size("MB")

    def test_largest(self):
        self.assertEqual(largest(["1 KiB", "1 MB", "900 kb"]), "1 MB")

    def test_unreadable_entries_are_skipped(self):
        self.assertEqual(total_size(["1 KiB", "3 pages", "2 KiB"]), 3072)


if __name__ == "__main__":
    unittest.main()
