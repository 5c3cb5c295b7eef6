"""Make the best set of a calibration the defaults of the household mechanisms.

usage: python tools/adopt_fit.py [FOLDER]

FOLDER holds households.yaml and fit.png as `partnersim calibrate --out FOLDER` writes them; without it the shipped fit
is adopted again. The file goes to scenarios/fits/, the picture to docs/images/, and the numbers and their source into
the modules of src/partnersim/scenario/parameters/. Run tools/generate_docs.py afterwards.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.studies.fitting.households.fit_file import read_fit

ROOT = Path(__file__).resolve().parents[1]
FIT, PICTURE = ROOT / "scenarios" / "fits" / "households.yaml", ROOT / "docs" / "images" / "fit.png"
SOURCES = "partnersim.scenario.parameters.sources"


def adopted(
    parameters: Mapping[str, float], /, *, texts: Mapping[Path, str] | None = None
) -> dict[Path, str]:
    """The modules that hold these parameters, with these defaults; everything else stays as it is.

    Args:
        parameters: value by dotted path.
        texts: modules by file, instead of what the files hold.

    Raises:
        ValueError: a parameter cannot be found in the source.
    """
    found = dict(texts or {})
    for path, value in parameters.items():
        _, mechanism, field = path.split(".")
        owner = Mechanisms.model_fields[mechanism].annotation
        assert owner is not None
        file = module_file(owner)
        text = found[file] if file in found else file.read_text("utf-8")
        found[file] = _with_default(text, owner.__name__, field, value)
    return {file: _with_import(text) for file, text in found.items()}


def module_file(owner: type) -> Path:
    """File of the module in which a class is written, in this source tree."""
    return ROOT / "src" / Path(*owner.__module__.split(".")).with_suffix(".py")


def _with_default(text: str, owner: str, field: str, value: float) -> str:
    start = text.find(f"class {owner}(Part):")
    following = text.find("\nclass ", start + 1)
    end = following if following > 0 else len(text)
    block = text[start:end]
    found = re.search(rf"    {field}: float = quantity\((.*?)\n    \)", block, re.DOTALL) or re.search(
        rf"    {field}: float = quantity\((.*?)\)\n", block, re.DOTALL
    )
    if start < 0 or found is None:
        raise ValueError(f"{owner}.{field} is not a quantity of its module")
    inside = found.group(1)
    mended = re.sub(r"^(\s*)[-+0-9._e]+", lambda m: f"{m.group(1)}{shown(value)}", inside, count=1)
    mended = mended.replace("source=HOUSEHOLD_PILOT", "source=FITTED")
    return text[:start] + block.replace(inside, mended, 1) + text[end:]


def _with_import(text: str) -> str:
    """The module importing those names of sources that it uses; a first fitted value is also a first use."""
    used = ", ".join(name for name in ("FITTED", "HOUSEHOLD_PILOT") if f"source={name}" in text)
    return re.sub(rf"(?m)^from {re.escape(SOURCES)} import .*$", f"from {SOURCES} import {used}", text)


def shown(value: float) -> str:
    """A number as it is written in the source: 0.035, 159_000.0."""
    return f"{value:_.1f}" if abs(value) >= 1000.0 else repr(float(value))


def main() -> int:
    """Adopt a fit."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    content = read_fit(None if folder is None else folder / "households.yaml")
    if content is None:
        print("no fit is shipped; name the folder of a calibration", file=sys.stderr)
        return 2
    if not content["best"]["inside_all_bands"]:
        print("note: the best set does not lie inside all bands", file=sys.stderr)
    texts = adopted(content["best"]["parameters"])
    if folder is not None:
        FIT.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "households.yaml", FIT)
        shutil.copyfile(folder / "fit.png", PICTURE)
    for file, text in texts.items():
        file.write_text(text, "utf-8")
    files = ", ".join(str(file.relative_to(ROOT)) for file in texts)
    print(f"{len(content['best']['parameters'])} defaults in {files}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
