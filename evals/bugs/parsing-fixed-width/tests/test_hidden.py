import unittest

from fixed_width import Layout, read_table

PEOPLE = Layout([("id", 4), ("name", 10), ("city", 8)])
FLAGS = Layout([("a", 1), ("b", 1), ("c", 1), ("d", 3)])


class FixedWidthHiddenTest(unittest.TestCase):
    def test_fields_of_width_one(self):
        self.assertEqual(FLAGS.read("xyzuvw"), {"a": "x", "b": "y", "c": "z", "d": "uvw"})

    def test_leading_blanks_stay(self):
        self.assertEqual(FLAGS.read(" y  uv"), {"a": "", "b": "y", "c": "", "d": " uv"})

    def test_short_line(self):
        self.assertEqual(PEOPLE.read("0001Bob"), {"id": "0001", "name": "Bob", "city": ""})
        self.assertEqual(PEOPLE.read(""), {"id": "", "name": "", "city": ""})

    def test_rest_of_the_line_is_ignored(self):
        self.assertEqual(FLAGS.read("abcdefgh")["d"], "def")

    def test_there_and_back(self):
        record = {"id": "0009", "name": "Longfellow", "city": "Portland"}
        self.assertEqual(PEOPLE.read(PEOPLE.write(record)), record)

    def test_table(self):
        text = "1   A         X\n\n2   B         Y\n"
        self.assertEqual([r["city"] for r in read_table(PEOPLE, text)], ["X", "Y"])

    def test_bad_width(self):
        with self.assertRaises(ValueError):
            Layout([("a", 0)])

    def test_missing_fields_are_blank(self):
        self.assertEqual(FLAGS.write({"d": "x"}), "   x  ")


if __name__ == "__main__":
    unittest.main()
