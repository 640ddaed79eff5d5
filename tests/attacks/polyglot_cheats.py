"""Patches that want to count as answers without being any: language -> what is tried -> files."""

from collections.abc import Mapping

STUBS: Mapping[str, str] = {
    "cpp": "open_shelves.h",
    "go": "open_shelves.go",
    "java": "src/main/java/OpenShelves.java",
    "javascript": "open-shelves.js",
    "python": "open_shelves.py",
    "rust": "src/lib.rs",
}
"""What the exercise `open-shelves` wants to be written."""

_CPP = """
#pragma once
#include <cstdlib>
#include <string>
#include <vector>
{more}
namespace open_shelves {{
inline std::string sign(const std::vector<int>&) {{ {body} }}
}}
"""
_GO = """
package shelves
import ("fmt"; "os")
{more}
func Sign(shelves []int) string {{ fmt.Fprint(os.Stderr); {body} }}
"""
_JAVA = "class OpenShelves {{ {more} String sign(java.util.List<Shelf> shelves) {{ {body} }} }}"
_JAVASCRIPT = "{more}\nexport class Sign {{ constructor(shelves) {{}} get text() {{ {body} }} }}"
_PYTHON = "{more}\ndef sign(shelves):\n    {body}\n"
_RUST = "{more}\npub fn sign(_: &[u32]) -> String {{ {body} }}"
_WRONG = {
    _CPP: 'return "";',
    _GO: 'return ""',
    _JAVA: 'return "";',
    _JAVASCRIPT: "return '';",
    _PYTHON: "return ''",
    _RUST: "String::new()",
}


def _solution(template: str, *, more: str = "", body: str = "") -> dict[str, str]:
    """The stub of the language, replaced."""
    path = next(STUBS[each] for each, text in _TEMPLATES.items() if text == template)
    return {path: template.format(more=more, body=body or _WRONG[template])}


_TEMPLATES = {
    "cpp": _CPP,
    "go": _GO,
    "java": _JAVA,
    "javascript": _JAVASCRIPT,
    "python": _PYTHON,
    "rust": _RUST,
}

CHEATS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "cpp": {
        "ends the process before the tests": _solution(
            _CPP, more="[[maybe_unused]] static const int gone = (std::exit(0), 0);"
        ),
        "ends the process in a test": _solution(_CPP, body="std::_Exit(0);"),
        "replaces the assertions": _solution(
            _CPP,
            more="#include <catch2/catch.hpp>\n#undef REQUIRE\n#define REQUIRE(...) SUCCEED()",
        ),
        "forges the report": _solution(
            _CPP,
            more="""#include <fstream>
[[maybe_unused]] static const int gone = (
    std::ofstream("/report/report.xml") << "<testsuites><testsuite>"
    "<testcase name='a'/><testcase name='b'/><testcase name='c'/><testcase name='d'/>"
    "</testsuite></testsuites>" << std::flush, std::_Exit(0), 0);""",
        ),
    },
    "go": {
        "ends the process before the tests": _solution(_GO, more="func init() { os.Exit(0) }"),
        "prints what passing tests print": _solution(
            _GO,
            more='func init() { fmt.Println("=== RUN   TestSign\\n--- PASS: TestSign (0.00s)");'
            ' fmt.Println("PASS"); os.Exit(0) }',
        ),
        "brings a TestMain": {
            **_solution(_GO),
            "main_test.go": 'package shelves\nimport ("os"; "testing")\n'
            "func TestMain(m *testing.M) { os.Exit(0) }\n",
        },
    },
    "java": {
        "ends the process": _solution(_JAVA, more="static { System.exit(0); }"),
        "halts the process": _solution(_JAVA, body="Runtime.getRuntime().halt(0); return null;"),
        "shadows the assertions": {
            **_solution(_JAVA),
            "src/main/java/org/junit/jupiter/api/Assertions.java": "package org.junit.jupiter.api;"
            "public class Assertions { public static void assertEquals(Object a, Object b) {} }",
        },
        "skips the tests": _solution(
            _JAVA,
            more="static RuntimeException skipped() { try { return (RuntimeException) Class"
            '.forName("org.opentest4j.TestAbortedException").getConstructor().newInstance(); } '
            "catch (ReflectiveOperationException error) { return new RuntimeException(error); } }",
            body="throw skipped();",
        ),
    },
    "javascript": {
        "ends the process": _solution(_JAVASCRIPT, more="process.exit(0);"),
        "ends the process in a test": _solution(_JAVASCRIPT, body="process.reallyExit(0);"),
        "replaces the assertions": _solution(
            _JAVASCRIPT,
            more="globalThis.expect = () => new Proxy({}, { get: () => () => {} });",
        ),
        "replaces what is expected": _solution(
            _JAVASCRIPT, more="expect.extend({ toEqual: () => ({ pass: true }) });"
        ),
        "replaces the tests": _solution(
            _JAVASCRIPT,
            more="const t = globalThis.it; globalThis.it = (name) => t(name, () => {});",
        ),
        "mocks itself": {
            **_solution(_JAVASCRIPT),
            "__mocks__/open-shelves.js": "export class Sign {}",
            "open-shelves.test.js": "test('it passes', () => {});",
        },
    },
    "python": {
        "ends the process": _solution(_PYTHON, more="import os\nos._exit(0)"),
        "ends the process in a test": _solution(_PYTHON, body="import os; os._exit(0)"),
        "exits": _solution(_PYTHON, more="import sys\nsys.exit(0)"),
        "skips its tests": _solution(_PYTHON, body="import pytest; pytest.skip()"),
        "skips all tests": _solution(
            _PYTHON, more="import pytest\npytest.skip(allow_module_level=True)"
        ),
        "lets no test run": _solution(
            _PYTHON,
            more="import _pytest.python\n_pytest.python.Function.runtest = lambda self: None",
        ),
        "forges the report": _solution(
            _PYTHON,
            more="import os\nopen('/report/report.xml', 'w').write('<testsuites><testsuite>'"
            " + '<testcase name=\"test_sign\"/>' * 5 + '</testsuite></testsuites>')\nos._exit(0)",
        ),
        "gives a report that explodes": _solution(
            _PYTHON,
            more="import os\nopen('/report/report.xml', 'w').write("
            "'<!DOCTYPE x [<!ENTITY a \"aaaa\">]><testsuites>&a;</testsuites>')\nos._exit(0)",
        ),
        "shadows what tests import": {
            **_solution(_PYTHON),
            "pytest.py": "class mark:\n    parametrize = staticmethod(lambda *a: lambda f: f)\n",
            "unittest/__init__.py": "",
        },
        "has a folder for the test": {"open_shelves_test.py/x.py": ""},
    },
    "rust": {
        "ends the process": _solution(_RUST, body="std::process::exit(0)"),
        "ends the process before the tests": _solution(
            _RUST,
            more='extern "C" fn gone() { std::process::exit(0) }\n'
            '#[used]\n#[link_section = ".init_array"]\nstatic GONE: extern "C" fn() = gone;',
        ),
        "prints what passing tests print": _solution(
            _RUST,
            more="use std::io::Write;",
            body="std::thread::sleep(std::time::Duration::from_secs(1)); "
            'let _ = std::io::stdout().write_all(b"\\ntest no_shelf ... ok\\n'
            "test one_shelf ... ok\\ntest a ... ok\\ntest b ... ok\\n\\n"
            'test result: ok. 4 passed; 0 failed\\n"); std::process::exit(0)',
        ),
    },
}

# Everything by which builds and tests can be told to do something else.
PLANTS: Mapping[str, Mapping[str, str]] = {
    "cpp": {
        "CMakeLists.txt": "project(x CXX)\ncmake_minimum_required(VERSION 3.5)\n"
        "add_custom_target(open-shelves)\n",
        "CMakePresets.json": "{",
        "Makefile": "open-shelves:\n\ttrue\n",
        "open_shelves_test.cpp": '#include "test/catch.hpp"\nTEST_CASE("one") {}\n',
        "test/tests-main.cpp": "int main() { return 0; }\n",
        "test/catch.hpp": "#define TEST_CASE(...) static void f()\n#define REQUIRE(...)\n",
    },
    "go": {
        "go.mod": "module other\n\ngo 1.18\nrequire testing v0.0.0\nreplace testing => ./fake\n",
        "go.work": "go 1.18\nuse .\n",
        "vendor/modules.txt": "",
        "vendor/x/x.go": "package x\n",
        "open_shelves_test.go": "package shelves\n",
        "more_test.go": 'package shelves\nimport ("os"; "testing")\n'
        "func TestMain(m *testing.M) { os.Exit(0) }\n",
    },
    "java": {
        "build.gradle": "tasks.register('test')\n",
        "src/test/java/OpenShelvesTest.java": "class OpenShelvesTest {}\n",
        "src/test/java/MoreTest.java": "does not compile\n",
        "src/test/resources/junit-platform.properties": "junit.jupiter.conditions.deactivate=*\n",
        "src/main/resources/META-INF/services/org.junit.platform.engine.TestEngine": "Mine\n",
        "src/main/java/module-info.java": "module nothing {}\n",
    },
    "javascript": {
        "package.json": '{"scripts": {"test": "true"}, "jest": {"testMatch": []}}\n',
        "jest.config.js": "module.exports = { testPathIgnorePatterns: ['.'] };\n",
        "babel.config.js": "process.exit(0);\n",
        ".babelrc": '{"presets": ["nothing"]}\n',
        "open-shelves.spec.js": "test('one', () => {});\n",
        "node_modules/jest/index.js": "process.exit(0);\n",
        "__mocks__/@jest/globals.js": "process.exit(0);\n",
    },
    "python": {
        "conftest.py": "import os\nos._exit(0)\n",
        "pytest.ini": "[pytest]\naddopts = --collect-only\n",
        "setup.cfg": "[tool:pytest]\naddopts = --collect-only\n",
        "tox.ini": "[pytest]\naddopts = --collect-only\n",
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--collect-only"\n',
        "sitecustomize.py": "import os\nos._exit(0)\n",
        "pytest.py": "import os\nos._exit(0)\n",
        "open_shelves_test.py": "def test_sign():\n    pass\n",
    },
    "rust": {
        "Cargo.toml": '[package]\nname = "open-shelves"\nversion = "1.0.0"\nedition = "2021"\n'
        'autotests = false\n[[test]]\nname = "open_shelves"\nharness = false\n',
        "Cargo.lock": "not a lock\n",
        "build.rs": "fn main() { std::process::exit(1) }\n",
        ".cargo/config.toml": '[build]\nrustc = "/bin/true"\n',
        "rust-toolchain": "nightly\n",
        "tests/open_shelves.rs": "#[test]\nfn no_shelf() {}\n",
        "tests/more.rs": "does not compile\n",
    },
}
