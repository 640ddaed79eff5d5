import unittest

import anagrams as m


class VisibleTest(unittest.TestCase):
    def test_lower(self):
        self.assertTrue(m.are_anagrams("listen", "silent"))

    def test_capitals(self):
        self.assertTrue(m.are_anagrams("Listen", "Silent"))

    def test_other(self):
        self.assertFalse(m.are_anagrams("abc", "abd"))

    def test_phrases(self):
        self.assertTrue(m.are_anagrams("Dormitory", "Dirty room"))

    def test_itself(self):
        self.assertFalse(m.are_anagrams("Word", "word"))


if __name__ == "__main__":
    unittest.main()
