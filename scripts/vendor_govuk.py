"""Bring GOV.UK Frontend into the package: `python -m scripts.vendor_govuk 6.6.0` (needs npm, not Sass).

The compiled stylesheet and script come from the npm tarball as published. Taken out, because they are reserved
for GOV.UK: the GDS Transport font with its `@font-face`, the crest and the crown.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).parents[1] / "src/returnhub/casework/static/returnhub/govuk"
FILES = {"govuk-frontend.min.css": "text", "govuk-frontend.min.js": "text"}


def without_reserved(css: str) -> str:
    """The stylesheet without the reserved font and images."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport,", "")
    css = re.sub(r"url\(/assets/images/govuk-crest\.svg\)", "none", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    if left := re.findall(r"GDS Transport|url\(/assets[^)]*\)", css):
        raise SystemExit(f"still in the stylesheet: {', '.join(sorted(set(left)))}")
    return css.strip() + "\n"


def vendor(version: str) -> None:
    """Fetch a version and write its files."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"govuk-frontend@{version}"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as tarball:
            for name in FILES:
                member = tarball.extractfile(f"package/dist/govuk/{name}")
                if member is None:
                    raise SystemExit(f"{name} is not in govuk-frontend {version}")
                text = member.read().decode()
                write(name, without_reserved(text) if name.endswith("css") else without_map(text))
    write("VERSION", f"govuk-frontend {version}\n")


def without_map(script: str) -> str:
    """The script without the address of a source map that is not shipped."""
    return re.sub(r"//# sourceMappingURL=.*", "", script).strip() + "\n"


def write(name: str, text: str) -> None:
    """Write under a temporary name, then rename."""
    STATIC.mkdir(parents=True, exist_ok=True)
    new = STATIC / f"{name}.new"
    new.write_text(text, encoding="utf-8")
    new.rename(STATIC / name)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("give the version, as in: python -m scripts.vendor_govuk 6.6.0")
    vendor(sys.argv[1])
