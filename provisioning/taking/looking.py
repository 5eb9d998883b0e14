"""What a state folder holds, as the kiosk's own program opens it with keys that are not sealed here yet."""

from __future__ import annotations

import json
import sys
from pathlib import PurePosixPath
from typing import Any

from kiosk.model import Words
from kiosk.settings import Secret
from provisioning.box import Box, BoxError
from provisioning.keys.serving import user

_OTHER_KEYS = Words(
    "Khóa không mở được cơ sở dữ liệu của ổ đĩa này. Hãy xem lại ổ đĩa và tệp khóa có cùng một máy không.",
    "The keys do not open this disk's database: are disk and keys of one and the same box?",
)
_DAMAGED = Words(
    "Cơ sở dữ liệu trên ổ đĩa này bị hỏng. Hãy giữ ổ đĩa và báo về tỉnh; máy này chưa thay đổi gì.",
    "The database on this disk is damaged. Keep the disk and tell the province; nothing was changed on this box.",
)
_NOT_READ = Words(
    "Không mở được dữ liệu đã chép ({why}). Hãy chạy lại.",
    "What was copied could not be opened ({why}). Run this again.",
)


def looked(
    box: Box, keys: dict[str, Secret], state: PurePosixPath, *options: str
) -> dict[str, Any]:
    """The fields of kiosk.store.taking_over.Held; `options` are its own. Raises BoxError."""
    python = [sys.executable, "-m", "kiosk.store.taking_over", "--state", str(box.path(state))]
    ran = box.run_with_keys(keys, user(box, "desk"), [*python, *options])
    match ran.code:
        case 0:
            found: dict[str, Any] = json.loads(ran.out)
            return found
        case 2:
            raise BoxError(_OTHER_KEYS)
        case 3:
            raise BoxError(_DAMAGED)
    why = ran.err.strip()[-200:]
    raise BoxError(Words(_NOT_READ.vi.format(why=why), _NOT_READ.en.format(why=why)))
