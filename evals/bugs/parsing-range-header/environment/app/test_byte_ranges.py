import unittest

from byte_ranges import RangeError, content_length, content_range, read_range, resolve


class ByteRangesTest(unittest.TestCase):
    def test_inside(self):
        self.assertEqual(resolve("bytes=10-19", 100), (10, 19))

    def test_last_bytes(self):
        self.assertEqual(resolve("bytes=-20", 100), (80, 99))

    def test_open_end(self):
        self.assertEqual(content_range("bytes=95-", 100), "bytes 95-99/100")

    def test_beyond_the_end(self):
        self.assertEqual(resolve("bytes=90-200", 100), (90, 99))

    def test_length(self):
        self.assertEqual(content_length("bytes=0-9", 100), 10)

    def test_read(self):
        self.assertEqual(read_range(b"abcdef", "bytes=1-3"), b"bcd")

    def test_start_beyond_the_end(self):
        with self.assertRaises(RangeError):
            resolve("bytes=100-", 100)


if __name__ == "__main__":
    unittest.main()
