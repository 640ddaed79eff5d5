import unittest

import runlength as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        for text in ("", "a", "abc", "a" * 123, "x" * 10 + "y" * 11):
            self.assertEqual(m.decode(m.encode(text)), text)

    def test_hundred(self):
        self.assertEqual(len(m.decode("100z2y")), 102)

    def test_ratio(self):
        self.assertEqual(m.ratio(""), 1.0)
        self.assertEqual(m.ratio("ab"), 2.0)
        self.assertEqual(m.ratio("aaaa"), 0.5)


if __name__ == "__main__":
    unittest.main()
