"""Write a dataset into a folder, whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal
from scoring.open_data.package import DESCRIPTOR, Package


class ForeignFiles(Refusal):
    message = _("%(folder)s holds “%(file)s”, which is not part of an earlier export of %(name)s. Nothing was written.")


class NotAFolder(Refusal):
    message = _("%(folder)s is not a folder. Nothing was written.")


def write_package(package: Package, folder: Path) -> Sequence[Path]:
    """The package's files in `folder`, which is new, empty, or holds an earlier export of the same dataset.

    Everything is written beside it first and then takes its place by a rename, so that nobody reads half of a package.
    """
    folder = folder.absolute()
    _refuse_foreign(package, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        made = Path(scratch, "new")
        made.mkdir()
        for one in package.files:
            (made / one.name).write_bytes(one.body)
        _take_place(made, folder, aside=Path(scratch, "old"))
    return [folder / one.name for one in package.files]


def _refuse_foreign(package: Package, folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotAFolder(folder=folder)
    there = sorted(one.name for one in folder.iterdir()) if folder.exists() else []
    ours = _earlier_files(folder, package.name) if there else set()
    foreign = next((name for name in there if name not in ours), None)
    if foreign is not None:
        raise ForeignFiles(folder=folder, file=foreign, name=package.name)


def _earlier_files(folder: Path, name: str) -> set[str]:
    """The files that an earlier export of this dataset has written here."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
        resources = {str(one["path"]) for one in descriptor["resources"]}
        return {DESCRIPTOR, *resources} if descriptor["name"] == name else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _take_place(made: Path, folder: Path, *, aside: Path) -> None:
    """Put the new folder where the old one was; if that fails, the old one is put back."""
    made.chmod(0o755)
    if not folder.exists():
        made.rename(folder)
        return
    folder.rename(aside)
    try:
        made.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
