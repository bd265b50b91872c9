"""A guess at someone's country, from the language of their browser; always asked about."""

from __future__ import annotations

from bot.coaching.safety.directory import services

NAMES = {
    "US": "United States", "CA": "Canada", "GB": "United Kingdom", "IE": "Ireland",
    "IN": "India", "AU": "Australia", "NZ": "New Zealand", "SG": "Singapore",
    "ZA": "South Africa", "DE": "Germany", "FR": "France", "ES": "Spain",
    "NL": "Netherlands", "JP": "Japan", "BR": "Brazil", "MX": "Mexico",
}  # fmt: skip


def guess_country(locale: str | None) -> tuple[str, str] | None:
    """The country that a locale names, if there are services for it.

    Args:
        locale: For example `en-GB`.

    Returns:
        Its code and its name; None when there is nothing to guess from.
    """
    if locale is None or not ("-" in locale or "_" in locale):
        return None
    code = locale.replace("_", "-").rpartition("-")[2].upper()
    known = {service.country for service in services()}
    return (code, NAMES[code]) if code in known and code in NAMES else None
