import unittest

from urls import join_url, same_page, split_url


class UrlsTest(unittest.TestCase):
    def test_host_and_port(self):
        url = split_url("HTTP://ann@Example.org:8080/a/b")
        self.assertEqual(url[:5], ("http", "ann", "example.org", 8080, "/a/b"))

    def test_query(self):
        self.assertEqual(split_url("http://h/?a=1&b=2").query, "a=1&b=2")

    def test_query_and_fragment(self):
        url = split_url("https://example.org/docs?page=2#setup")
        self.assertEqual((url.path, url.query, url.fragment), ("/docs", "page=2", "setup"))

    def test_join_leaves_out_the_usual_port(self):
        self.assertEqual(join_url(split_url("https://h:443/x")), "https://h/x")

    def test_same_page(self):
        self.assertTrue(same_page("http://h/a#x", "http://h/a#y"))
        self.assertFalse(same_page("http://h/a", "http://h/b"))

    def test_relative(self):
        with self.assertRaises(ValueError):
            split_url("docs/index.html")


if __name__ == "__main__":
    unittest.main()
