"""A chat's number: what stands for it, and how it is kept so that only the secret opens it."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken

from bot.channels import identity


def name_of(chat: int) -> str:
    """What stands for a chat: always the same, and of no use to find the chat."""
    return hmac.new(identity.key("telegram.chat"), str(chat).encode(), "sha256").hexdigest()


def seal(chat: int) -> str:
    """A chat's number, sealed."""
    return _box().encrypt(str(chat).encode()).decode()


def unseal(sealed: str) -> int | None:
    """The number of a chat; None when it was sealed with another secret."""
    try:
        return int(_box().decrypt(sealed.encode()))
    except InvalidToken:
        return None


def webhook_secret() -> str:
    """What Telegram sends along with each update, so that no one else can send any."""
    return identity.key("telegram.webhook").hex()


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(identity.key("telegram.number")))
