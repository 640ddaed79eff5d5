import unittest

from billing.invoice import Invoice
from billing.lines import Line


class HiddenTest(unittest.TestCase):
    def test_net(self):
        invoice = Invoice(19)
        invoice.add(Line("a", 10, 2))
        invoice.add(Line("b", 5))
        self.assertEqual(invoice.net(), 25)
        self.assertEqual(invoice.total(), 29.75)

    def test_empty(self):
        self.assertEqual(Invoice(20).total(), 0)

    def test_rounding(self):
        invoice = Invoice(7)
        invoice.add(Line("a", 0.99))
        self.assertEqual(invoice.total(), 1.06)


if __name__ == "__main__":
    unittest.main()
