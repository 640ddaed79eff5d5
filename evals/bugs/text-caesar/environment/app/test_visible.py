import unittest

import caesar as m


class VisibleTest(unittest.TestCase):
    def test_middle(self):
        self.assertEqual(m.shift("abc", 2), "cde")

    def test_wraps(self):
        self.assertEqual(m.shift("xyz", 3), "abc")

    def test_other_signs(self):
        self.assertEqual(m.shift("a-b!", 1), "b-c!")


if __name__ == "__main__":
    unittest.main()
