import unittest

from naming import camel_case, kebab_case, pascal_case, snake_case


class NamingTest(unittest.TestCase):
    def test_snake_case(self):
        self.assertEqual(snake_case("userName"), "user_name")

    def test_acronym(self):
        self.assertEqual(snake_case("parseHTTPResponse"), "parse_http_response")

    def test_kebab_case(self):
        self.assertEqual(kebab_case("max line_length"), "max-line-length")

    def test_camel_case(self):
        self.assertEqual(camel_case("background-color"), "backgroundColor")

    def test_pascal_case(self):
        self.assertEqual(pascal_case("http_server2"), "HttpServer2")


if __name__ == "__main__":
    unittest.main()
