import unittest

import ring as m


class VisibleTest(unittest.TestCase):
    def test_not_full(self):
        buffer = m.RingBuffer(3)
        buffer.append(1)
        buffer.append(2)
        self.assertEqual(list(buffer), [1, 2])

    def test_wraps(self):
        buffer = m.RingBuffer(3)
        for value in range(1, 9):
            buffer.append(value)
        self.assertEqual(list(buffer), [6, 7, 8])

    def test_clear(self):
        buffer = m.RingBuffer(2)
        buffer.append(1)
        buffer.clear()
        self.assertEqual((len(buffer), list(buffer)), (0, []))

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


if __name__ == "__main__":
    unittest.main()
