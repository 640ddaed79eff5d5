import unittest

import bases as m


class VisibleTest(unittest.TestCase):
    def test_binary(self):
        self.assertEqual(m.to_base(10, 2), "1010")

    def test_zero(self):
        self.assertEqual(m.to_base(0, 2), "0")

    def test_hex(self):
        self.assertEqual(m.from_base("ff", 16), 255)

    def test_bad_digit(self):
        with self.assertRaises(ValueError):
            m.from_base("12", 2)

    def test_round_trip(self):
        for number in (-255, -1, 0, 1, 35, 36, 10**6):
            for base in (2, 7, 16, 36):
                self.assertEqual(m.from_base(m.to_base(number, base), base), number)

    def test_bad_digits(self):
        for text, base in (("8", 8), ("2", 2), ("a", 10)):
            with self.assertRaises(ValueError):
                m.from_base(text, base)


if __name__ == "__main__":
    unittest.main()
