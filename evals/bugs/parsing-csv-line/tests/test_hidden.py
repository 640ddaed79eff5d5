import unittest

import csvline as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        for fields in (["a"], ["", ""], ['"'], ['a"b', "c,d"], ['""', "x", ""]):
            self.assertEqual(m.split_line(m.join_fields(fields)), fields)

    def test_only_quotes(self):
        self.assertEqual(m.split_line('"' * 4), ['"'])

    def test_other_separator(self):
        self.assertEqual(m.split_line("a;b,c", ";"), ["a", "b,c"])

    def test_empty_line(self):
        self.assertEqual(m.split_line(""), [""])


if __name__ == "__main__":
    unittest.main()
