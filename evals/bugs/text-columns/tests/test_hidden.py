import unittest

import table as m


class HiddenTest(unittest.TestCase):
    def test_aligned(self):
        lines = m.format_table(["id", "what"], [["1", "x"], ["12345", "yy"], ["123", "z"]])
        self.assertEqual([line.index(cell) for line, cell in zip(lines, ("what", "x", "yy", "z"))], [7] * 4)

    def test_no_rows(self):
        self.assertEqual(m.format_table(["a", "b"], []), ["a  b"])

    def test_numbers(self):
        self.assertEqual(m.format_table(["n"], [[1000], [1]]), ["n", "1000", "1"])


if __name__ == "__main__":
    unittest.main()
