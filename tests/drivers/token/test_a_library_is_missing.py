"""The maker's library is not on this machine, or is no such library."""

import pytest

from drivers.token import TokenError, TokenFault, TokenState
from drivers.token.pkcs11_token import Pkcs11Token

pytestmark = pytest.mark.device


def what_it_says(module, pin):
    token = Pkcs11Token(str(module))
    faults = []
    for look in (token.info, token.certificates, token.open(pin).__enter__):
        with pytest.raises(TokenError) as refused:
            look()
        faults.append(refused.value.fault)
    return token.state(), set(faults)


@pytest.mark.parametrize("module", ["/nowhere/libtoken.so", "libtokenthatisnot.so", ""])
def test_a_library_that_is_not_there_is_missing(module, pin):
    said = what_it_says(module, pin)
    assert said == (TokenState.MODULE_MISSING, {TokenFault.MODULE_MISSING})


def test_a_file_that_is_no_library_failed(tmp_path, pin):
    (tmp_path / "libtoken.so").write_text("a text\n")
    said = what_it_says(tmp_path / "libtoken.so", pin)
    assert said == (TokenState.MODULE_FAILED, {TokenFault.MODULE_FAILED})


def test_a_library_of_another_kind_failed(pin):
    said = what_it_says("libc.so.6", pin)
    assert said == (TokenState.MODULE_FAILED, {TokenFault.MODULE_FAILED})


def test_a_library_by_its_bare_name_is_found_where_the_system_has_them(pin):
    """libc is found, and judged; a missing one of that kind would be missing."""
    with pytest.raises(TokenError, match="C_GetFunctionList"):
        Pkcs11Token("libc.so.6").info()
