import unittest

from languages import choose, preferences


class LanguagesTest(unittest.TestCase):
    def test_highest_weight_first(self):
        self.assertEqual(preferences("en;q=0.3, fr;q=0.9"), ["fr", "en"])

    def test_full_weight_by_default(self):
        self.assertEqual(preferences("de, en;q=0.8"), ["de", "en"])

    def test_refused_language(self):
        self.assertEqual(preferences("en;q=0, fr;q=0.5"), ["fr"])

    def test_choose_falls_back(self):
        self.assertEqual(choose("sv;q=0.7", ["de", "en"]), "en")

    def test_choose_region(self):
        self.assertEqual(choose("de;q=0.5", ["en", "de-AT"]), "de-AT")


if __name__ == "__main__":
    unittest.main()
