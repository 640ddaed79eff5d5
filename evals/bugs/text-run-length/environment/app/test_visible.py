import unittest

import runlength as m


class VisibleTest(unittest.TestCase):
    def test_encode(self):
        self.assertEqual(m.encode("aaab"), "3a1b")

    def test_decode(self):
        self.assertEqual(m.decode("3a1b"), "aaab")

    def test_long_run(self):
        self.assertEqual(m.decode("12a"), "a" * 12)

    def test_round_trip(self):
        for text in ("", "a", "abc", "a" * 123, "x" * 10 + "y" * 11):
            self.assertEqual(m.decode(m.encode(text)), text)

    def test_hundred(self):
        self.assertEqual(len(m.decode("100z2y")), 102)


if __name__ == "__main__":
    unittest.main()
