import unittest

import traffic as m


class HiddenTest(unittest.TestCase):
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

    def test_seconds(self):
        light = m.Light("yellow")
        for _ in range(4):
            light.tick()
        self.assertEqual((light.colour, light.elapsed), ("red", 1))


if __name__ == "__main__":
    unittest.main()
