import unittest

import tictactoe as m


class HiddenTest(unittest.TestCase):
    def test_falling(self):
        self.assertEqual(m.winner(["o x", "xo ", "x o"]), "o")

    def test_column(self):
        self.assertEqual(m.winner(["xo ", "xo ", "x  "]), "x")

    def test_rising_x(self):
        self.assertEqual(m.winner(["o x", "ox ", "x  "]), "x")

    def test_not_wrapped(self):
        self.assertIsNone(m.winner([" x ", "x  ", "  x"]))

    def test_turns(self):
        self.assertEqual(m.to_move(["x  ", "   ", "   "]), "o")
        self.assertFalse(m.is_full(["xo ", "xox", "oxo"]))


if __name__ == "__main__":
    unittest.main()
