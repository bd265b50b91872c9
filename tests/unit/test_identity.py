"""Who is talking: nobody can claim to be another."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from itsdangerous import Signer

from bot.channels import identity
from bot.errors import AmendsError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("installation")

OWNER = "0123456789abcdef0123456789abcdef"


def test_a_token_that_was_signed_here_is_read():
    assert identity.read(identity.sign(OWNER)) == OWNER


@pytest.mark.parametrize(
    "token",
    [None, "", OWNER, f"{OWNER}.", f"{OWNER}.x", ".", "é.é", "x" * 100_000, "\x00", "a.b.c"],
)
def test_any_other_token_names_nobody(token: str | None):
    assert identity.read(token) is None


def test_a_signature_does_not_fit_another_id():
    signature = identity.sign(OWNER).rpartition(".")[2]
    assert identity.read(f"{'f' * 32}.{signature}") is None


def test_a_token_of_another_installation_names_nobody(tmp_path: Path, monkeypatch):
    token = identity.sign(OWNER)
    monkeypatch.setenv("AMENDS_DATA", str(tmp_path / "other"))
    assert identity.read(token) is None


def test_a_token_outlives_a_restart():
    token = identity.sign(OWNER)
    identity._secret.cache_clear()
    assert identity.read(token) == OWNER


def test_the_secret_is_made_at_first_use_for_its_owner_alone(installation: Path):
    identity.sign(OWNER)
    made = installation / "secret"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert len(made.read_text()) >= 43


def test_a_secret_that_is_given_needs_no_file(installation: Path, monkeypatch):
    monkeypatch.setenv("AMENDS_SECRET", "given by the operator")
    token = identity.sign(OWNER)
    assert not (installation / "secret").exists()
    assert Signer("given by the operator", salt="amends.identity").unsign(token).decode() == OWNER


def test_a_token_that_is_no_text_names_nobody():
    assert identity.read("\ud800.\ud800") is None


def test_nobody_can_sign_with_an_empty_secret(installation: Path):
    """A crash, or a second process at first start, can leave the file empty."""
    (installation / "secret").touch()
    forged = Signer("", salt="amends.identity").sign(OWNER).decode()
    with pytest.raises(AmendsError, match="is empty"):
        identity.read(forged)
