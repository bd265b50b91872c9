"""Which sites the server talks with, and whom it takes over from them."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import aiohttp
import jwt
import pytest
import socketio

from tests.wire import RunningServer, Talk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SITE = "https://site.example"
OTHER = "https://other.example"
KEY = "a key of a site that has more than 32 characters"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(
        tmp_path_factory.mktemp("embedding"), AMENDS_RATE="50",
        AMENDS_ORIGINS=f"{SITE}/, https://second.example", AMENDS_EMBED_KEY=KEY,
    ) as running:  # fmt: skip
        yield running


def ask(
    server: RunningServer,
    method: str,
    path: str,
    origin: str | None = None,
    body: object = None,
    **headers: str,
) -> tuple[int, dict[str, str], dict[str, Any]]:
    """One request as a browser sends it: the status, the headers, the content."""
    request = urllib.request.Request(
        server.address + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={**({"Origin": origin} if origin else {}), **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, dict(answer.headers), json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), json.loads(error.read() or b"{}")


def handed_over(key: str = KEY, **claims: object) -> str:
    told = {"sub": "mia", "exp": int(time.time()) + 600, **claims}
    return jwt.encode({name: each for name, each in told.items() if each is not None}, key, "HS256")


def test_a_site_that_is_allowed_may_ask_and_read(server: RunningServer) -> None:
    status, headers, answer = ask(server, "POST", "/api/token", SITE)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, SITE)
    assert headers["Vary"] == "Origin"
    bearer = {"Authorization": f"Bearer {answer['token']}"}
    status, headers, answer = ask(server, "GET", "/api/history", SITE, **bearer)
    assert (status, answer) == (200, {"messages": []})


def test_a_browser_that_asks_first_is_told_what_it_may_send(server: RunningServer) -> None:
    status, headers, _ = ask(server, "OPTIONS", "/api/drafts", SITE)
    assert status == 204
    assert headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize(
    "origin", [OTHER, "http://site.example", "https://site.example.evil.example", "null"]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/token"), ("GET", "/api/history"), ("GET", "/api/export"),
     ("DELETE", "/api/everything"), ("OPTIONS", "/api/messages"), ("GET", "/api/record.ics")],
)  # fmt: skip
def test_any_other_site_is_refused_in_words_that_it_can_read(
    server: RunningServer, origin: str, method: str, path: str
) -> None:
    status, headers, answer = ask(server, method, path, origin)
    assert (status, answer["error"]) == (403, "origin_not_allowed")
    assert f"{origin} is not allowed to use Amends here" in answer["message"]
    assert headers["Access-Control-Allow-Origin"] == origin


def test_the_servers_own_page_and_a_script_without_a_page_may_ask(server: RunningServer) -> None:
    assert ask(server, "POST", "/api/session", server.address)[0] == 200
    assert ask(server, "POST", "/api/token", server.address)[0] == 200
    assert ask(server, "POST", "/api/token")[0] == 200


def test_a_cookie_that_comes_along_from_another_site_is_nobody(server: RunningServer) -> None:
    _, headers, _ = ask(server, "POST", "/api/session", server.address)
    cookie = headers["Set-Cookie"].split(";")[0]
    assert ask(server, "GET", "/api/history", server.address, Cookie=cookie)[0] == 200
    assert ask(server, "GET", "/api/history", SITE, Cookie=cookie)[0] == 401


async def opens(server: RunningServer, headers: dict[str, str], token: str | None = None) -> bool:
    """Whether the socket opens for a page that sends these headers."""
    async with aiohttp.ClientSession() as session:
        client = socketio.AsyncSimpleClient(http_session=session)
        try:
            await client.connect(
                server.address, headers=headers, auth={"token": token} if token else None,
                transports=["websocket"], wait_timeout=5,
            )  # fmt: skip
        except socketio.exceptions.ConnectionError:
            return False
        await client.disconnect()
        return True


@pytest.mark.parametrize(
    ("origin", "welcome"), [(SITE, True), ("https://second.example", True), (OTHER, False)]
)
async def test_the_socket_opens_for_the_same_sites(
    server: RunningServer, origin: str, welcome: bool
) -> None:
    assert await opens(server, {"Origin": origin}, Talk(server).token) is welcome


async def test_the_socket_takes_a_cookie_from_its_own_page_alone(server: RunningServer) -> None:
    _, headers, _ = ask(server, "POST", "/api/session", server.address)
    cookie = headers["Set-Cookie"].split(";")[0]
    assert await opens(server, {"Origin": server.address, "Cookie": cookie})
    assert not await opens(server, {"Origin": SITE, "Cookie": cookie})


def test_a_user_of_the_site_is_the_same_person_each_time(server: RunningServer) -> None:
    first, again, other = (
        ask(server, "POST", "/api/token", SITE, {"user": handed_over(sub=name)})[2]["token"]
        for name in ("mia", "mia", "noah")
    )
    assert first == again != other
    assert "mia" not in first


@pytest.mark.parametrize(
    "token",
    [
        handed_over("another key that nobody here knows of, long enough"),
        handed_over(exp=1_000_000_000),
        handed_over(exp=None),
        handed_over(exp=int(time.time()) + 90_000),
        handed_over(sub=None),
        handed_over(sub=""),
        handed_over(sub="x" * 256),
        jwt.encode({"sub": "mia", "exp": 9_999_999_999}, None, "none"),
        "no.token.at-all",
        7,
        {"sub": "mia"},
    ],
    ids=["forged", "over", "endless", "too-long", "nobody", "empty", "long-name", "unsigned",
         "noise", "number", "object"],
)  # fmt: skip
def test_a_word_that_is_not_the_sites_own_is_refused(server: RunningServer, token: object) -> None:
    status, headers, answer = ask(server, "POST", "/api/token", SITE, {"user": token})
    assert (status, answer["error"]) == (403, "not_signed_in")
    assert headers["Access-Control-Allow-Origin"] == SITE


def test_the_page_allows_no_frame_and_no_script_but_its_own(server: RunningServer) -> None:
    with urllib.request.urlopen(server.address + "/", timeout=60) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_script_is_for_every_site_packed_and_remembered(server: RunningServer) -> None:
    request = urllib.request.Request(
        server.address + "/amends.js", headers={"Accept-Encoding": "gzip", "Origin": OTHER}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        packed, tag = answer.read(), answer.headers["ETag"]
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(packed) < 60_000
    request.add_header("If-None-Match", tag)
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(request, timeout=60)


def test_a_key_that_can_be_guessed_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="AMENDS_EMBED_KEY needs 32 characters"):
        RunningServer(tmp_path, AMENDS_EMBED_KEY="short").start()
