import unittest

from billing.invoice import Invoice
from billing.lines import Line


class VisibleTest(unittest.TestCase):
    def test_total(self):
        invoice = Invoice(20)
        invoice.add(Line("x", 100))
        self.assertEqual(invoice.total(), 120)

    def test_no_tax(self):
        invoice = Invoice(0)
        invoice.add(Line("x", 5, 3))
        self.assertEqual(invoice.total(), 15)

    def test_line(self):
        self.assertEqual(Line("x", 2.5, 4).amount(), 10)

    def test_net(self):
        invoice = Invoice(19)
        invoice.add(Line("a", 10, 2))
        invoice.add(Line("b", 5))
        self.assertEqual(invoice.net(), 25)
        self.assertEqual(invoice.total(), 29.75)

    def test_empty(self):
        self.assertEqual(Invoice(20).total(), 0)


if __name__ == "__main__":
    unittest.main()
