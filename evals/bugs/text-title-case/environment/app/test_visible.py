import unittest

import titles as m


class VisibleTest(unittest.TestCase):
    def test_first_word(self):
        self.assertEqual(m.title("the art of war"), "The Art of War")

    def test_single(self):
        self.assertEqual(m.title("house"), "House")

    def test_initials(self):
        self.assertEqual(m.initials("Ada de Lovelace"), "AL")

    def test_last_word(self):
        self.assertEqual(m.title("what to look to"), "What to Look To")

    def test_shouting(self):
        self.assertEqual(m.title("GONE WITH THE WIND"), "Gone With the Wind")


if __name__ == "__main__":
    unittest.main()
