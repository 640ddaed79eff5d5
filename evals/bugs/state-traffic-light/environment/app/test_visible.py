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


if __name__ == "__main__":
    unittest.main()
