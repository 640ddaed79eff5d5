import unittest

from natural import first_name, is_sorted, natural_sort, next_name


class NaturalTest(unittest.TestCase):
    def test_numbers(self):
        self.assertEqual(natural_sort(["part10.txt", "part9.txt"]), ["part9.txt", "part10.txt"])

    def test_first_name(self):
        self.assertEqual(first_name(["b1", "a10", "A2"]), "A2")

    def test_is_sorted(self):
        self.assertTrue(is_sorted(["a2", "a10", "b"]))
        self.assertFalse(is_sorted(["a10", "a2"]))

    def test_next_name(self):
        self.assertEqual(next_name(["v1", "v12", "vx", "w20"], "v"), "v13")


if __name__ == "__main__":
    unittest.main()
