import unittest

from fixed_width import Layout, read_table

PEOPLE = Layout([("id", 4), ("name", 10), ("city", 8)])


class FixedWidthTest(unittest.TestCase):
    def test_width(self):
        self.assertEqual(PEOPLE.width, 22)

    def test_read(self):
        self.assertEqual(
            PEOPLE.read("0042Ann Smith Berlin  "),
            {"id": "0042", "name": "Ann Smith", "city": "Berlin"},
        )

    def test_write(self):
        record = {"id": 7, "name": "Bo", "city": "Oslo"}
        self.assertEqual(PEOPLE.write(record), "7   Bo        Oslo    ")

    def test_too_long(self):
        with self.assertRaises(ValueError):
            PEOPLE.write({"id": 12345})

    def test_blank_lines_are_skipped(self):
        self.assertEqual(len(read_table(PEOPLE, "1\n\n2\n")), 2)


if __name__ == "__main__":
    unittest.main()
