"""What this package depends on, which is installed here, for the environments of tests that install it."""

from __future__ import annotations

import sysconfig
from pathlib import Path


def link_dependencies(folder: Path) -> None:
    """Links to what is installed here: pip finds it, and installs this package and what builds it alone.

    The wheel of `.ci/run` is installed with all that it needs.
    """
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if not each.name.startswith(("microdep", "_editable", "pip")) and each.suffix != ".pth":
            (folder / each.name).symlink_to(each)
