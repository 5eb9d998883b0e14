"""Application and data: who may do what with cases, and what becomes of what is kept."""

from __future__ import annotations

from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning.layout import CREDENTIALS, OWN, STATE
from provisioning.security.control import (
    NOT_ASKED,
    NOT_SET,
    Area,
    Control,
    Evidence,
    Met,
    Shown,
)
from provisioning.security.machine import exists

PLAIN = b"SQLite format 3\0"  # how a database begins that is not encrypted
KEYS = ("database.key", "vault.key", "device.key")


def controls() -> tuple[Control, ...]:
    return (*_application(), *_data())


def _application() -> tuple[Control, ...]:
    area = Area.APPLICATION
    return (
        Control(
            "application-people",
            area,
            Words(
                "Mỗi cán bộ một tài khoản, có vai trò và thời hạn",
                "Every clerk signs in as themselves, with roles that end",
            ),
            people,
        ),
        Control(
            "application-passwords",
            area,
            Words("Mật khẩu chỉ lưu dạng băm Argon2id", "Passwords are kept as Argon2id alone"),
            passwords,
        ),
        Control(
            "application-idle",
            area,
            Words("Tự khóa phiên khi không dùng", "A page that nobody uses locks itself"),
            idle,
        ),
        Control(
            "application-audit",
            area,
            Words(
                "Nhật ký không sửa, xóa được mà không bị phát hiện",
                "Nothing in the journal changes unseen",
            ),
            audit,
        ),
        Control(
            "application-releases",
            area,
            Words("Chỉ cài bản có chữ ký", "Only signed releases are installed"),
            releases,
        ),
        Control(
            "application-rules",
            area,
            Words("Quy tắc của tỉnh phải có chữ ký", "The province's rules are signed"),
            rules,
        ),
    )


def _data() -> tuple[Control, ...]:
    area = Area.DATA
    return (
        Control(
            "data-encrypted",
            area,
            Words("Cơ sở dữ liệu được mã hóa trên đĩa", "The database is encrypted on the disk"),
            encrypted,
        ),
        Control(
            "data-keys",
            area,
            Words(
                "Khóa gắn với máy, không nằm trên đĩa", "Keys are sealed to the box, none lies open"
            ),
            keys,
        ),
        Control(
            "data-rights",
            area,
            Words(
                "Chỉ dịch vụ của kiosk đọc được dữ liệu", "Only the kiosk's services read its data"
            ),
            rights,
        ),
        Control(
            "data-retention",
            area,
            Words(
                "Hồ sơ tự xóa khi hết hạn lưu", "Cases erase themselves when their days are over"
            ),
            retention,
        ),
        Control(
            "data-recovery",
            area,
            Words(
                "Có bản khôi phục khóa niêm phong cho tỉnh",
                "A sealed copy of the keys is there for the province",
            ),
            recovery,
        ),
        Control(
            "data-unsent",
            area,
            Words("Hồ sơ có bản ở trung tâm", "Cases have a copy at the centre"),
            unsent,
        ),
    )


def people(shown: Shown) -> Evidence:
    if "people" not in shown.figures:
        return NOT_ASKED
    roles = shown.figures["people"]
    said = ", ".join(f"{role}: {count}" for role, count in roles.items())
    return Evidence.of(bool(roles), said or "chưa có ai: kiosk.desk roster add")


def passwords(shown: Shown) -> Evidence:
    told = shown.figures.get("passwords")
    if told is None:
        return NOT_ASKED
    return Evidence.of(
        told["argon2id"] == told["all"], f"Argon2id: {told['argon2id']}/{told['all']}"
    )


def idle(shown: Shown) -> Evidence:
    if shown.settings is None:
        return NOT_SET
    minutes = shown.settings.desk.idle
    return Evidence.of(minutes <= 15, f"{minutes} phút")


def audit(shown: Shown) -> Evidence:
    told = shown.figures.get("journal")
    if told is None:
        return NOT_ASKED
    return Evidence.of(
        told["whole"],
        f"chuỗi băm {told['rows']} dòng: {'nguyên vẹn' if told['whole'] else 'ĐÃ BỊ SỬA'}",
    )


def releases(shown: Shown) -> Evidence:
    roots = [path.name for path in shown.box.path(OWN / "releases").glob("**/*root*.json")]
    return Evidence.of(bool(roots), ", ".join(sorted(roots)[:3]) or "chưa có gốc tin cậy (TUF)")


def rules(shown: Shown) -> Evidence:
    there = exists(shown, STATE / "rules-root.json")
    return Evidence.of(there, "rules-root.json" if there else "chưa đặt rules-root.json")


def encrypted(shown: Shown) -> Evidence:
    path = shown.box.path(STATE / "kiosk.db")
    try:
        with path.open("rb") as file:
            begins = file.read(len(PLAIN))
    except FileNotFoundError:
        return NOT_ASKED
    if not begins:
        return NOT_ASKED
    return Evidence.of(begins != PLAIN, "SQLCipher, AES-256" if begins != PLAIN else "KHÔNG mã hóa")


def keys(shown: Shown) -> Evidence:
    open_ones = [name for name in KEYS if exists(shown, STATE / name)]
    sealed = [name for name in KEYS if exists(shown, CREDENTIALS / f"{name}.cred")]
    tpm = exists(shown, PurePosixPath("/dev/tpmrm0"))
    said = f"niêm phong: {len(sealed)}/{len(KEYS)}, {'TPM 2' if tpm else 'khóa của máy'}"
    if open_ones:
        said = f"nằm mở trên đĩa: {', '.join(open_ones)}"
    return Evidence.of(not open_ones and len(sealed) == len(KEYS), said)


def rights(shown: Shown) -> Evidence:
    try:
        mode = shown.box.path(STATE).stat().st_mode & 0o7777
    except FileNotFoundError:
        return NOT_ASKED
    return Evidence.of(not mode & 0o007, f"{STATE}: {mode:o}")


def retention(shown: Shown) -> Evidence:
    if shown.settings is None:
        return NOT_SET
    days = shown.settings.retention.days
    return Evidence(Met.YES, f"{days} ngày sau khi trung tâm xác nhận")


def recovery(shown: Shown) -> Evidence:
    there = exists(shown, STATE / "recovery.sealed")
    return Evidence.of(there, "recovery.sealed" if there else "chưa có recovery.sealed")


def unsent(shown: Shown) -> Evidence:
    if "unsent" not in shown.figures:
        return NOT_ASKED
    return Evidence(
        Met.YES, f"đang chờ gửi: {shown.figures['unsent']}, đã niêm phong: {shown.figures['cases']}"
    )
