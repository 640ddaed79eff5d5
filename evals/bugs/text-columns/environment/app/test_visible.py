import unittest

import table as m


class VisibleTest(unittest.TestCase):
    def test_wide_header(self):
        self.assertEqual(m.format_table(["name", "n"], [["a", 1]]), ["name  n", "a     1"])

    def test_wide_cell(self):
        self.assertEqual(m.format_table(["a", "b"], [["xxxx", "y"]]), ["a     b", "xxxx  y"])

    def test_column(self):
        self.assertEqual(m.column([[1, 2], [3, 4]], 1), [2, 4])

    def test_aligned(self):
        lines = m.format_table(["id", "what"], [["1", "x"], ["12345", "yy"], ["123", "z"]])
        self.assertEqual([line.index(cell) for line, cell in zip(lines, ("what", "x", "yy", "z"))], [7] * 4)

    def test_no_rows(self):
        self.assertEqual(m.format_table(["a", "b"], []), ["a  b"])


if __name__ == "__main__":
    unittest.main()
