import unittest

from languages import choose, preferences


class LanguagesHiddenTest(unittest.TestCase):
    def test_no_weights_at_all(self):
        self.assertEqual(preferences("fr, de-CH ,en"), ["fr", "de-ch", "en"])

    def test_full_weight_beats_a_smaller_one_before_it(self):
        self.assertEqual(preferences("en;q=0.9, de"), ["de", "en"])

    def test_equal_weights_keep_their_order(self):
        self.assertEqual(preferences("b;q=0.5,a;q=0.5,c"), ["c", "b", "a"])

    def test_zero_is_left_out(self):
        self.assertEqual(preferences("en; q=0, fr; q=0.0, de; q=0.1"), ["de"])

    def test_empty(self):
        self.assertEqual(preferences(""), [])
        self.assertEqual(choose("", ["de"], default="de"), "de")

    def test_choose(self):
        self.assertEqual(choose("en;q=0.5, de", ["en", "de"]), "de")
        self.assertEqual(choose("*", ["nl", "de"]), "nl")
        self.assertEqual(choose("pt, en;q=0.2", ["en", "pt-BR"]), "pt-BR")


if __name__ == "__main__":
    unittest.main()
