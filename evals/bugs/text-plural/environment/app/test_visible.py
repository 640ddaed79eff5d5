import unittest

import plurals as m


class VisibleTest(unittest.TestCase):
    def test_city(self):
        self.assertEqual(m.plural("city"), "cities")

    def test_day(self):
        self.assertEqual(m.plural("day"), "days")

    def test_box(self):
        self.assertEqual(m.plural("box"), "boxes")

    def test_none(self):
        self.assertEqual(m.count(0, "day"), "0 days")

    def test_vowels(self):
        self.assertEqual([m.plural(w) for w in ("key", "toy", "guy")], ["keys", "toys", "guys"])

    def test_consonants(self):
        self.assertEqual([m.plural(w) for w in ("baby", "fly")], ["babies", "flies"])


if __name__ == "__main__":
    unittest.main()
