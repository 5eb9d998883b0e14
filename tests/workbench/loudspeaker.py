"""A loudspeaker that is not there: ALSA writes what it would play into a file, and sox says what is in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

HEARD = "heard"  # the device's name


class Loudspeaker:
    """Set ALSA_CONFIG_PATH to `config`: the machine's own devices are then not reached at all."""

    def __init__(self, folder: Path) -> None:
        self.config, self.wav = folder / "asound.conf", folder / "heard.wav"
        self.config.write_text(
            "pcm.nowhere { type null }\n"
            f'pcm.{HEARD} {{ type file slave.pcm "nowhere" file "{self.wav}" format "wav" }}\n'
        )

    def unplug(self) -> None:
        self.config.write_text("pcm.nowhere { type null }\n")

    def loudness(self) -> tuple[float, float]:
        """Seconds that were played, and their loudness (RMS, of full scale)."""
        told = subprocess.run(
            ["sox", str(self.wav), "-n", "stat"], capture_output=True, text=True, check=True
        ).stderr
        found = [
            re.search(rf"{what}:\s+([\d.]+)", told)
            for what in (r"Length \(seconds\)", r"RMS\s+amplitude")
        ]
        seconds, loud = (float(each.group(1)) for each in found if each)
        return seconds, loud
