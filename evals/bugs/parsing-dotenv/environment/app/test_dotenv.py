import unittest

from dotenv import dump, load


class DotenvTest(unittest.TestCase):
    def test_comments_and_export(self):
        settings = load("# comment\n\nexport PORT = 80\n", {})
        self.assertEqual(settings, {"PORT": "80"})

    def test_quotes(self):
        self.assertEqual(load("A='x y'\nB=\"z\"", {}), {"A": "x y", "B": "z"})

    def test_placeholders(self):
        self.assertEqual(load("URL=http://${HOST}/", {"HOST": "h"})["URL"], "http://h/")

    def test_each_load_starts_afresh(self):
        load("NAME=a\nDEBUG=1")
        self.assertEqual(load("NAME=b"), {"NAME": "b"})

    def test_dump(self):
        self.assertEqual(dump({"B": "2", "A": "1"}), "A='1'\nB='2'\n")

    def test_malformed(self):
        with self.assertRaises(ValueError):
            load("no equals sign", {})


if __name__ == "__main__":
    unittest.main()
