"""scripts/browser where there is no browser."""

from pathlib import Path
import shutil
import subprocess

import pytest

from .conftest import ROOT


@pytest.mark.parametrize(
    ("environment", "code", "last"),
    [({}, 0, "Skipped."), ({"CI": "true"}, 1, "No browser: the steps need chromium on the PATH")],
)
def test_without_a_browser_it_is_skipped_but_fails_in_ci(
    tmp_path: Path, environment: dict[str, str], code: int, last: str
) -> None:
    for name in ("bash", "dirname", "id"):
        program = shutil.which(name)
        assert program is not None
        (tmp_path / name).symlink_to(program)
    ended = subprocess.run(  # noqa: S603 - the script under test
        [ROOT / "scripts" / "browser"],
        env={"PATH": str(tmp_path), **environment},
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )
    assert ended.returncode == code
    assert ended.stdout.splitlines()[-1].startswith(last)


def test_ci_says_that_it_is_ci() -> None:
    assert "\nexport CI=true" in (ROOT / ".ci" / "run").read_text()
