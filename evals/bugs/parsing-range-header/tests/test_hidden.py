import unittest

from byte_ranges import RangeError, content_length, content_range, read_range, resolve


class ByteRangesHiddenTest(unittest.TestCase):
    def test_end_is_clamped(self):
        self.assertEqual(resolve("bytes=0-100", 100), (0, 99))
        self.assertEqual(resolve("bytes=5-5000", 6), (5, 5))
        self.assertEqual(content_range("bytes=3-10", 8), "bytes 3-7/8")

    def test_exact_end(self):
        self.assertEqual(resolve("bytes=0-99", 100), (0, 99))
        self.assertEqual(resolve("bytes=0-98", 100), (0, 98))

    def test_lengths(self):
        self.assertEqual(content_length("bytes=7-7", 100), 1)
        self.assertEqual(content_length("bytes=-30", 100), 30)
        self.assertEqual(content_length("bytes=-300", 100), 100)
        self.assertEqual(content_length("bytes=40-", 100), 60)

    def test_length_of_a_clamped_range(self):
        self.assertEqual(content_length("bytes=90-200", 100), 10)

    def test_length_agrees_with_what_is_read(self):
        content = bytes(range(50))
        for header in ("bytes=0-0", "bytes=10-20", "bytes=45-99", "bytes=-5", "bytes=49-"):
            self.assertEqual(len(read_range(content, header)), content_length(header, 50))

    def test_nonsense(self):
        for header in ("bytes=-", "bytes=a-b", "lines=1-2", "bytes=1-2,4-5", "bytes=9-3", "bytes=-0"):
            with self.assertRaises(RangeError):
                resolve(header, 100)

    def test_empty_file(self):
        for header in ("bytes=0-", "bytes=0-5", "bytes=-5"):
            with self.assertRaises(RangeError):
                resolve(header, 0)


if __name__ == "__main__":
    unittest.main()
