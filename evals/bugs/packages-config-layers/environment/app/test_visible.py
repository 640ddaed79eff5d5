import unittest

from config.settings import get, load


class VisibleTest(unittest.TestCase):
    def test_override(self):
        self.assertEqual(load({"debug": True})["debug"], True)

    def test_defaults_stay(self):
        load({"server": {"port": 8080}})
        self.assertEqual(load()["server"]["port"], 80)

    def test_get(self):
        self.assertEqual(get(load(), "server.host"), "localhost")

    def test_nested(self):
        self.assertEqual(load({"server": {"port": 1}})["server"], {"host": "localhost", "port": 1})
        self.assertEqual(load()["server"], {"host": "localhost", "port": 80})

    def test_layers(self):
        first = {"a": {"x": 1}}
        self.assertEqual(load(first, {"a": {"y": 2}})["a"], {"x": 1, "y": 2})
        self.assertEqual(first, {"a": {"x": 1}})


if __name__ == "__main__":
    unittest.main()
