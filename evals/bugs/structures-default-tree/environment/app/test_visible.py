import unittest

import paths as m


class VisibleTest(unittest.TestCase):
    def test_put_and_get(self):
        folder = m.Folder()
        folder.put("a/b", 1)
        self.assertEqual(folder.get("a/b"), 1)

    def test_looking_creates_nothing(self):
        folder = m.Folder()
        self.assertIsNone(folder.get("x/y"))
        self.assertEqual(folder.names(), [])

    def test_names(self):
        folder = m.Folder()
        folder.put("a/c", 1)
        folder.put("a/b", 1)
        self.assertEqual(folder.names("a"), ["b", "c"])

    def test_folder_has_no_content(self):
        folder = m.Folder()
        folder.put("a/b", 1)
        self.assertIsNone(folder.get("a"))

    def test_below_a_file(self):
        folder = m.Folder()
        folder.put("a", 1)
        self.assertIsNone(folder.get("a/b"))
        self.assertEqual(folder.names("a"), [])


if __name__ == "__main__":
    unittest.main()
