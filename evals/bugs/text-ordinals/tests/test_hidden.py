import unittest

from ordinals import ordinal, parse_ordinal, ranking, replace_numbers


class OrdinalsHiddenTest(unittest.TestCase):
    def test_teens_of_later_hundreds(self):
        for number in (111, 112, 113, 211, 312, 913, 1011, 2112, 10013):
            self.assertEqual(ordinal(number), f"{number}th")

    def test_next_to_the_teens(self):
        expected = {101: "st", 102: "nd", 103: "rd", 110: "th", 114: "th", 121: "st", 1022: "nd"}
        for number, letters in expected.items():
            self.assertEqual(ordinal(number), f"{number}{letters}")

    def test_below_hundred(self):
        self.assertEqual([ordinal(n) for n in (10, 20, 21, 43, 99)], ["10th", "20th", "21st", "43rd", "99th"])

    def test_zero_and_negative(self):
        self.assertEqual(ordinal(0), "0th")
        self.assertEqual(ordinal(-12), "-12th")
        self.assertEqual(ordinal(-2), "-2nd")

    def test_parse(self):
        self.assertEqual(parse_ordinal(" 112TH"), 112)
        for text in ("112nd", "th", "1.st", "13rd"):
            with self.assertRaises(ValueError):
                parse_ordinal(text)

    def test_long_ranking(self):
        self.assertEqual(ranking(["x"] * 113)[-3:], ["111th: x", "112th: x", "113th: x"])

    def test_replace(self):
        self.assertEqual(replace_numbers("#1, #512"), "1st, 512th")


if __name__ == "__main__":
    unittest.main()
