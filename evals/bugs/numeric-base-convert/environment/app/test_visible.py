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


if __name__ == "__main__":
    unittest.main()
