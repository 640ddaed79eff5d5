import unittest

import anagrams as m


class HiddenTest(unittest.TestCase):
    def test_phrases(self):
        self.assertTrue(m.are_anagrams("Dormitory", "Dirty room"))

    def test_itself(self):
        self.assertFalse(m.are_anagrams("Word", "word"))

    def test_counts_matter(self):
        self.assertFalse(m.are_anagrams("aab", "abb"))

    def test_group(self):
        self.assertEqual(m.group(["Tea", "ate", "tan", "Eat"]), [["Tea", "ate", "Eat"], ["tan"]])


if __name__ == "__main__":
    unittest.main()
