"""What this package depends on, which is installed here, for the environments of tests that install it."""

from __future__ import annotations

import sysconfig
from pathlib import Path


def link_dependencies(folder: Path) -> None:
    """Links to what is installed here: pip finds it, and installs this package and what builds it alone.

    The wheel of `.ci/run` is installed with all that it needs.
    """
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith(("microdep", "_editable", "pip")) and path.suffix != ".pth":
            (folder / path.name).symlink_to(path)
