import unittest

import tictactoe as m


class VisibleTest(unittest.TestCase):
    def test_row(self):
        self.assertEqual(m.winner(["xxx", "oo ", "   "]), "x")

    def test_rising(self):
        self.assertEqual(m.winner(["xxo", "xo ", "o  "]), "o")

    def test_nobody(self):
        self.assertIsNone(m.winner(["x  ", " o ", "  x"]))

    def test_falling(self):
        self.assertEqual(m.winner(["o x", "xo ", "x o"]), "o")

    def test_column(self):
        self.assertEqual(m.winner(["xo ", "xo ", "x  "]), "x")


if __name__ == "__main__":
    unittest.main()
