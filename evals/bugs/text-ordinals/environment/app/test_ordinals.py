import unittest

from ordinals import ordinal, parse_ordinal, ranking, replace_numbers


class OrdinalsTest(unittest.TestCase):
    def test_small(self):
        self.assertEqual([ordinal(n) for n in (1, 2, 3, 4)], ["1st", "2nd", "3rd", "4th"])

    def test_teens(self):
        self.assertEqual([ordinal(n) for n in (11, 12, 13)], ["11th", "12th", "13th"])

    def test_hundreds(self):
        self.assertEqual(ordinal(111), "111th")

    def test_ranking(self):
        self.assertEqual(ranking(["Ann", "Bob"]), ["1st: Ann", "2nd: Bob"])

    def test_replace(self):
        self.assertEqual(replace_numbers("the #22 of May"), "the 22nd of May")

    def test_wrong_ending(self):
        with self.assertRaises(ValueError):
            parse_ordinal("2st")


if __name__ == "__main__":
    unittest.main()
