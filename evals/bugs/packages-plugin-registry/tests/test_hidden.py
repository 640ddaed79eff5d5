import unittest

from app.application import Application
from app.plugins import Plugin


class HiddenTest(unittest.TestCase):
    def test_priority(self):
        application = Application("a")
        application.add(Plugin(lambda v: v * 10, priority=2))
        application.add(Plugin(lambda v: v + 1, priority=1))
        self.assertEqual(application.run(1), 20)

    def test_shared_start(self):
        shared = [Plugin(lambda v: v + 1)]
        first, second = Application("a", shared), Application("b", shared)
        first.add(Plugin(lambda v: v + 100))
        self.assertEqual((first.run(0), second.run(0), len(shared)), (101, 1, 1))

    def test_many_without_plugins(self):
        for _ in range(3):
            application = Application("x")
            application.add(Plugin(lambda v: v + 1))
            self.assertEqual(application.run(0), 1)


if __name__ == "__main__":
    unittest.main()
