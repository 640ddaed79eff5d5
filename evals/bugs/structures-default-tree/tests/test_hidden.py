import unittest

import paths as m


class HiddenTest(unittest.TestCase):
    def test_folder_has_no_content(self):
        folder = m.Folder()
        folder.put("a/b", 1)
        self.assertIsNone(folder.get("a"))

    def test_below_a_file(self):
        folder = m.Folder()
        folder.put("a", 1)
        self.assertIsNone(folder.get("a/b"))
        self.assertEqual(folder.names("a"), [])

    def test_missing_names(self):
        folder = m.Folder()
        self.assertEqual(folder.names("none"), [])
        self.assertEqual(folder.names(), [])

    def test_overwrite(self):
        folder = m.Folder()
        folder.put("x", 1)
        folder.put("x", 2)
        self.assertEqual(folder.get("x"), 2)


if __name__ == "__main__":
    unittest.main()
