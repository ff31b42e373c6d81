"""The project's folders are on the path, and `site` is still the standard library's."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROBE = "import site, sangkien.settings; print(site.__file__); print(sangkien.settings.__file__)"
BY_MANAGE = "import sys; sys.argv = ['manage.py', 'version']; import manage; manage.main(); " + PROBE


@pytest.mark.parametrize(
    ("flags", "code"),
    [(["-I"], PROBE), (["-E"], BY_MANAGE)],
    ids=["editable-install", "manage.py"],
)
def test_path__finds_settings_and_keeps_the_standard_site(flags: list[str], code: str) -> None:
    """Isolated mode leaves only the editable install; the other run relies on manage.py alone."""
    done = subprocess.run(
        [sys.executable, *flags, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    standard_site, settings = done.stdout.split()[-2:]
    assert Path(standard_site).parent == Path(sysconfig.get_path("stdlib"))
    assert Path(settings) == ROOT / "site" / "sangkien" / "settings" / "__init__.py"


def test_site_folder__is_not_a_package() -> None:
    """An `__init__.py` there would make the folder a rival of the standard library's `site`."""
    assert not (ROOT / "site" / "__init__.py").exists()
