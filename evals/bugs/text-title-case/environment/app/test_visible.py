import unittest

import titles as m


class VisibleTest(unittest.TestCase):
    def test_first_word(self):
        self.assertEqual(m.title("the art of war"), "The Art of War")

    def test_single(self):
        self.assertEqual(m.title("house"), "House")

    def test_initials(self):
        self.assertEqual(m.initials("Ada de Lovelace"), "AL")


if __name__ == "__main__":
    unittest.main()
