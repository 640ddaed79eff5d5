import unittest

from config.settings import get, load


class HiddenTest(unittest.TestCase):
    def test_nested(self):
        self.assertEqual(load({"server": {"port": 1}})["server"], {"host": "localhost", "port": 1})
        self.assertEqual(load()["server"], {"host": "localhost", "port": 80})

    def test_layers(self):
        first = {"a": {"x": 1}}
        self.assertEqual(load(first, {"a": {"y": 2}})["a"], {"x": 1, "y": 2})
        self.assertEqual(first, {"a": {"x": 1}})

    def test_replace(self):
        self.assertEqual(load({"server": None})["server"], None)

    def test_missing(self):
        self.assertEqual(get(load(), "server.port.x", 5), 5)


if __name__ == "__main__":
    unittest.main()
