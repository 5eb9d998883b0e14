"""Another account of the machine gets no volume of papers out of SeaweedFS, past S3 and its keys."""

from __future__ import annotations

import os
import subprocess


def backed_up(engines, to, cwd):
    """What `weed backup` brings of the first volume, with the certificates that lie where it is started."""
    to.mkdir()
    master = int((engines.folder / "seaweedfs" / "ports").read_text()) + 4
    command = [
        *(os.environ.get("WEED", "weed"), "backup", f"-server=127.0.0.1:{master}.{master + 1}"),
        *("-volumeId=1", f"-dir={to}"),
    ]
    environment = {**os.environ, "HOME": str(to)}
    subprocess.run(command, cwd=cwd, env=environment, capture_output=True, timeout=60)
    return list(to.glob("*.dat"))


def test_a_volume_is_given_to_who_has_the_certificate_alone(engines, tmp_path):
    engines.start("seaweedfs")
    assert backed_up(engines, tmp_path / "own", engines.folder / "seaweedfs")
    assert not backed_up(engines, tmp_path / "anothers", tmp_path)
