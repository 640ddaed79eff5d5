import unittest

import traffic as m


class VisibleTest(unittest.TestCase):
    def test_next(self):
        light = m.Light("green")
        light.next()
        self.assertEqual(light.colour, "yellow")

    def test_wraps(self):
        light = m.Light("red-yellow")
        light.next()
        self.assertEqual(light.colour, "green")

    def test_tick(self):
        light = m.Light("green")
        light.tick(29)
        self.assertEqual(light.colour, "green")

    def test_long_tick(self):
        light = m.Light("green")
        light.tick(34)
        self.assertEqual((light.colour, light.elapsed), ("red", 1))

    def test_cycle(self):
        light = m.Light("green")
        seen = []
        for _ in range(5):
            seen.append(light.colour)
            light.next()
        self.assertEqual(seen, ["green", "yellow", "red", "red-yellow", "green"])

    def test_full_round(self):
        light = m.Light("red")
        light.tick(55)
        self.assertEqual((light.colour, light.elapsed), ("red", 0))


if __name__ == "__main__":
    unittest.main()
