"""What the desk says of the hall's voice and its recorded words, to a technician."""

from __future__ import annotations

from drivers.voice import SoundFault
from kiosk.hall.voice import By
from kiosk.model import Words

TEXT: dict[str, Words] = {
    "none": Words(
        'Văn phòng này không đọc số: [hall] voice = "".',
        'No number is called aloud here: [hall] voice = "".',
    ),
    "no_folder": Words("Không có lời thu sẵn: máy đọc.", "No recorded words: the machine speaks."),
    "words": Words(
        "{folder}: dùng được {n} lời thu sẵn.", "{folder}: {n} recorded words can be played."
    ),
    "bad": Words("{file}: {why}", "{file}: {why}"),
    "lacks": Words(
        "Thiếu, nên lượt gọi nào cần đến thì máy đọc cả câu: {names}",
        "Not there, so the machine says the whole of a call that needs one: {names}",
    ),
    "written": Words("{file}: {by}", "{file}: {by}"),
    "no_label": Words(
        "--call phải như A1-007, --counter từ 1 đến 99.",
        "--call must look like A1-007, --counter be from 1 to 99.",
    ),
    "not_written": Words("Không ghi được {file}.", "{file} cannot be written."),
}

BY: dict[By, Words] = {
    By.RECORDED: Words("lời thu sẵn", "recorded words"),
    By.MACHINE: Words("máy đọc", "spoken by the machine"),
    By.GONG: Words(
        "chỉ có tiếng chuông: máy không đọc được (cài espeak-ng)",
        "gong only: the machine cannot speak (install espeak-ng)",
    ),
}

BAD: dict[SoundFault, Words] = {
    SoundFault.UNREADABLE: Words("không phải tệp WAV còn nguyên", "no whole WAV file"),
    SoundFault.OTHER_KIND: Words(
        "phải là PCM 16 bit, 1 hoặc 2 kênh, từ 8 đến 48 kHz",
        "must be 16-bit PCM of 1 or 2 channels, 8 to 48 kHz",
    ),
    SoundFault.TOO_LONG: Words("dài hơn 30 giây", "longer than 30 seconds"),
    SoundFault.SILENT: Words("không nghe thấy gì", "nothing is heard in it"),
}
