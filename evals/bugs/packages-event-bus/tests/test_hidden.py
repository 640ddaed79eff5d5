import unittest

from bus.bus import Bus


class HiddenTest(unittest.TestCase):
    def test_counts(self):
        bus = Bus()
        bus.subscribe("*", lambda *a: None)
        bus.subscribe("a", lambda *a: None)
        self.assertEqual([bus.publish("a"), bus.publish("b")], [2, 1])

    def test_once(self):
        bus, seen = Bus(), []
        handler = lambda name, data: seen.append(name)
        bus.subscribe("a", handler)
        bus.subscribe("a", handler)
        bus.publish("a")
        self.assertEqual(seen, ["a"])

    def test_registry_is_unchanged_by_publishing(self):
        bus = Bus()
        bus.subscribe("*", lambda *a: None)
        bus.subscribe("a", lambda *a: None)
        self.assertEqual([bus.publish("a") for _ in range(3)], [2, 2, 2])


if __name__ == "__main__":
    unittest.main()
