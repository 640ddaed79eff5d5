import unittest

from bus.bus import Bus


class VisibleTest(unittest.TestCase):
    def test_own(self):
        bus, seen = Bus(), []
        bus.subscribe("a", lambda name, data: seen.append(data))
        bus.publish("a", 1)
        self.assertEqual(seen, [1])

    def test_general_too(self):
        bus, seen = Bus(), []
        bus.subscribe("*", lambda name, data: seen.append(("all", data)))
        bus.subscribe("a", lambda name, data: seen.append(("a", data)))
        bus.publish("a", 1)
        self.assertEqual(seen, [("a", 1), ("all", 1)])

    def test_nobody(self):
        self.assertEqual(Bus().publish("x"), 0)

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


if __name__ == "__main__":
    unittest.main()
