import unittest

import bases as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        for number in (-255, -1, 0, 1, 35, 36, 10**6):
            for base in (2, 7, 16, 36):
                self.assertEqual(m.from_base(m.to_base(number, base), base), number)

    def test_bad_digits(self):
        for text, base in (("8", 8), ("2", 2), ("a", 10)):
            with self.assertRaises(ValueError):
                m.from_base(text, base)

    def test_negative(self):
        self.assertEqual(m.to_base(-5, 2), "-101")

    def test_zero(self):
        self.assertEqual([m.to_base(0, base) for base in (2, 10, 36)], ["0"] * 3)


if __name__ == "__main__":
    unittest.main()
