"""What a technician hears where a kiosk gets no certificate: why, and what to do."""

from __future__ import annotations

import os

from kiosk.model import Words
from kiosk.sync.enrolling import NotEnrolled

WHY: dict[NotEnrolled, Words] = {
    NotEnrolled.CODE: Words(
        "mã không phải của máy này, đã có mã mới hơn, hoặc máy khác đã dùng mã này: hãy xem lại `device` trong "
        "kiosk.toml và xin mã mới (python -m central device code)",
        "the code is not one for this kiosk, a newer one was made since, or another machine has used it: compare "
        "`device` in kiosk.toml, and have a new one made (python -m central device code)",
    ),
    NotEnrolled.OVER: Words(
        "mã đã hết hạn: hãy xin mã mới (python -m central device code)",
        "the code is too old: have a new one made (python -m central device code)",
    ),
    NotEnrolled.OFTEN: Words(
        "đã nhập sai mã quá nhiều lần: hãy thử lại sau một giờ, hoặc mang yêu cầu bằng USB",
        "too many wrong codes were tried for this kiosk: try again in an hour, or carry a request on a stick",
    ),
    NotEnrolled.KEY: Words(
        "trung tâm biết tên này với khóa khác, hoặc khóa này với tên khác: máy mới cần mã có --new-key, ổ đĩa sao chép "
        "cần khóa riêng ({identity} --new)",
        "the centre knows another key by this name, or this key by another: a new machine needs a code made with "
        "--new-key, a copied disk a key of its own ({identity} --new)",
    ),
    NotEnrolled.REVOKED: Words(
        "tỉnh đã thu hồi máy này: để dùng lại, hãy tạo khóa mới ({identity} --new --keep-name) và xin mã có --new-key",
        "the province has taken this kiosk out: it comes back with a new key ({identity} --new --keep-name) and a code "
        "made with --new-key",
    ),
    NotEnrolled.NO_AUTHORITY: Words(
        "trung tâm này không cấp chứng thư: hãy xem lại centre.url",
        "this centre issues no certificates: is centre.url right?",
    ),
}


def why(cause: NotEnrolled) -> Words:
    """With the command that this install knows: where keys are handed over, they are made elsewhere too."""
    handed = os.environ.get("CREDENTIALS_DIRECTORY")
    identity = "kiosk-provisioning identity" if handed else "python -m kiosk.sync identity"
    told = WHY[cause]
    return Words(told.vi.format(identity=identity), told.en.format(identity=identity))
