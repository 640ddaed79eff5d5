import unittest

import ring as m


class HiddenTest(unittest.TestCase):
    def test_always_the_last_ones(self):
        buffer = m.RingBuffer(4)
        seen = []
        for value in range(25):
            buffer.append(value)
            seen.append(value)
            self.assertEqual(list(buffer), seen[-4:])

    def test_one_slot(self):
        buffer = m.RingBuffer(1)
        for value in "abc":
            buffer.append(value)
        self.assertEqual(list(buffer), ["c"])

    def test_reuse_after_clear(self):
        buffer = m.RingBuffer(2)
        for value in range(5):
            buffer.append(value)
        buffer.clear()
        buffer.append("x")
        self.assertEqual(list(buffer), ["x"])


if __name__ == "__main__":
    unittest.main()
