"""Who may import whom, read from the source, so that imports inside functions count too."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parent.parent
ORDER = ["bantar", "rt_registry", "competitions", "scoring"]
# Addresses and settings name every app: that is what they are for.
NAMES_EVERY_APP = {ROOT / "bantar" / "urls.py", ROOT / "bantar" / "settings.py"}


def modules_of(app: str) -> list[Path]:
    return sorted((ROOT / app).rglob("*.py"))


def imports(file: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield each imported module, with relative imports made absolute."""
    package = ".".join(file.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or "", node
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            yield ".".join([*above, *filter(None, [node.module])]), node


def inside_functions(file: Path) -> Iterator[ast.stmt]:
    for function in ast.walk(ast.parse(file.read_text())):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


@pytest.mark.parametrize("app", ORDER)
def test_app_imports_no_app_above_it(app: str) -> None:
    above = set(ORDER[ORDER.index(app) + 1 :])

    found = [(file, module) for file in modules_of(app) for module, _ in imports(file)]

    assert found
    assert {f"{file.relative_to(ROOT)}: {module}" for file, module in found if module.split(".")[0] in above} == set()


@pytest.mark.parametrize("app", ORDER)
def test_rules_know_the_standard_library_and_other_rules_only(app: str) -> None:
    files = [file for file in modules_of(app) if "domain" in file.relative_to(ROOT).parts[:-1]]

    found = {f"{file.relative_to(ROOT)}: {module}" for file in files for module, _ in imports(file) if not pure(module)}

    assert found == set()


def pure(module: str) -> bool:
    parts = module.split(".")
    return parts[0] in sys.stdlib_module_names or (parts[0] in ORDER and "domain" in parts)


@pytest.mark.parametrize("app", ORDER)
def test_nothing_is_imported_inside_a_function(app: str) -> None:
    found = {f"{file.relative_to(ROOT)}:{node.lineno}" for file in modules_of(app) for node in inside_functions(file)}

    assert found == set()


def test_every_template_of_ours_is_named_somewhere() -> None:
    """Those that Django and allauth look for by names of their own aside."""
    templates = ROOT / "templates"
    theirs = ("403", "404", "429", "500", "account/", "admin/", "allauth/")
    ours = [str(file.relative_to(templates)) for file in sorted(templates.rglob("*.html"))]
    sources = [*templates.rglob("*.html"), *(file for app in ORDER for file in modules_of(app))]

    said = "\n".join(file.read_text() for file in sources)

    assert ours
    assert [name for name in ours if not name.startswith(theirs) and name not in said] == []
