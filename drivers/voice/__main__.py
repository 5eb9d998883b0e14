"""Try a voice by hand: a text becomes a WAV file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from drivers.voice import Accent, VoiceError
from drivers.voice.espeak import VOICES, Espeak


def main() -> int:
    """0 when the file is written, 1 when nobody speaks."""
    parser = argparse.ArgumentParser(prog="python -m drivers.voice", description=__doc__)
    parser.add_argument("text")
    parser.add_argument("--accent", type=Accent, choices=list(Accent), default=Accent.NORTH)
    parser.add_argument("--to", type=Path, required=True, help="the WAV file")
    given = parser.parse_args()
    try:
        spoken = Espeak(VOICES[given.accent]).say(given.text)
    except VoiceError as error:
        print(error.fault)
        return 1
    given.to.write_bytes(spoken.levelled().wav())
    print(f"{spoken.seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
