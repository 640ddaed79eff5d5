import unittest

from natural import first_name, is_sorted, natural_sort, next_name


class NaturalHiddenTest(unittest.TestCase):
    def test_list_stays_as_it_is(self):
        names = ["b", "a"]
        self.assertEqual(natural_sort(names), ["a", "b"])
        self.assertEqual(names, ["b", "a"])

    def test_other_sequences(self):
        self.assertEqual(natural_sort(("x10", "x9")), ["x9", "x10"])
        self.assertEqual(natural_sort(name for name in "ba"), ["a", "b"])

    def test_reverse(self):
        self.assertEqual(natural_sort(["f1", "f11", "f2"], reverse=True), ["f11", "f2", "f1"])

    def test_several_numbers(self):
        names = ["1.10.2", "1.9.30", "1.9.4", "01.2"]
        self.assertEqual(natural_sort(names), ["01.2", "1.9.4", "1.9.30", "1.10.2"])

    def test_result_is_new(self):
        names = ["a", "b"]
        self.assertIsNot(natural_sort(names), names)

    def test_empty(self):
        self.assertEqual(natural_sort([]), [])
        self.assertTrue(is_sorted([]))

    def test_others(self):
        self.assertEqual(first_name(["z", "10", "9"]), "9")
        self.assertEqual(next_name([], "v"), "v1")


if __name__ == "__main__":
    unittest.main()
