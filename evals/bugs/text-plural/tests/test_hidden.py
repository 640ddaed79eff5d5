import unittest

import plurals as m


class HiddenTest(unittest.TestCase):
    def test_vowels(self):
        self.assertEqual([m.plural(w) for w in ("key", "toy", "guy")], ["keys", "toys", "guys"])

    def test_consonants(self):
        self.assertEqual([m.plural(w) for w in ("baby", "fly")], ["babies", "flies"])

    def test_irregular(self):
        self.assertEqual(m.plural("child"), "children")

    def test_counts(self):
        self.assertEqual([m.count(n, "box") for n in (0, 1, 2)], ["0 boxes", "1 box", "2 boxes"])


if __name__ == "__main__":
    unittest.main()
