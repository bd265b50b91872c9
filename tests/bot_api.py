"""A Bot API server of the tests' own: it speaks the protocol, keeps its limits, and is strict.

Behind it stand the people: a `Phone` for each, which shows what they would see in their chat.
"""

from __future__ import annotations

import asyncio
import html.parser
import io
import itertools
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from PIL import Image

from tests.wire import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "4242:AAbotsOwnTokenForTestsAAAAAAAAAAAAAA"  # noqa: S105  # opens nothing
USERNAME = "amends_test_bot"

PER_CHAT_S = 1.0
PER_SECOND = 30
LONGEST = 4_096
LONGEST_CAPTION = 1_024
LONGEST_DATA = 64
TAGS = {"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote"}


class ApiError(Exception):
    """An error as the Bot API words it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.body: dict[str, Any] = {
            "ok": False, "error_code": code, "description": description,
        }  # fmt: skip
        if parameters:
            self.body["parameters"] = parameters


@dataclass
class Shown:
    """A message of the bot as it stands in a chat."""

    number: int
    kind: str
    text: str
    at: float
    keyboard: list[list[dict[str, str]]] = field(default_factory=list)
    html: str = ""
    file: bytes = b""
    file_name: str = ""

    @property
    def titles(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]


class _Reader(html.parser.HTMLParser):
    """Reads Telegram's HTML, and refuses what Telegram refuses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise ApiError(400, f"Bad Request: can't parse entities: Unsupported start tag {tag}")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise ApiError(400, "Bad Request: can't parse entities: Unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.text += data

    def done(self) -> str:
        self.close()
        if self._open:
            raise ApiError(400, "Bad Request: can't parse entities: Can't find end tag")
        return self.text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class BotApiServer:
    """The server; started with `with`, on a port of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.calls: list[tuple[float, str, dict[str, Any]]] = []
        self.phones: dict[int, Phone] = {}
        self.groups: set[int] = set()
        self.webhook: dict[str, Any] = {}
        self.commands: list[dict[str, str]] = []
        self.too_many = 0
        self.unanswered: set[str] = set()
        self.bad_token = False
        self._updates: deque[dict[str, Any]] = deque()
        self._next_update = itertools.count(900_000_000)
        self._next_message = itertools.count(1)
        self._sent_at: dict[int, float] = {}
        self._sent: deque[float] = deque()
        self._faults: dict[str, deque[Callable[[], Any]]] = {}
        self._poll = 0
        self._lock = threading.RLock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    # --- life --------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> BotApiServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> BotApiServer:
        """Begin to serve; after `stop`, on the same port with everything as it was."""
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10), "the Bot API server did not start"
        return self

    def stop(self) -> None:
        """End, as if the network were gone."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(10)
            self._loop = None

    def _serve(self, started: threading.Event) -> None:
        asyncio.run(self._serving(started))

    async def _serving(self, started: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=20_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        runner = web.AppRunner(app, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True).start()
        pusher = asyncio.create_task(self._push())
        started.set()
        await self._end.wait()
        pusher.cancel()
        await asyncio.gather(pusher, return_exceptions=True)
        await runner.cleanup()

    # --- what tests do -----------------------------------------------------------------------

    def phone(self, number: int = 7001, language: str = "en") -> Phone:
        """Someone with Telegram."""
        made = Phone(self, number, language)
        self.phones[number] = made
        return made

    def put(self, update: dict[str, Any], update_id: int | None = None) -> dict[str, Any]:
        """Something happened; a given number makes it the same update once more."""
        with self._lock:
            whole = {"update_id": update_id or next(self._next_update), **update}
            self._updates.append(whole)
        return whole

    def fail(self, method: str, *answers: ApiError | float) -> None:
        """Let the next calls of a method fail so, or take so many seconds."""
        with self._lock:
            made = self._faults.setdefault(method, deque())
            made.extend((lambda each=each: each) for each in answers)

    def called(self, method: str) -> list[dict[str, Any]]:
        """What a method was called with, oldest first."""
        return [given for _, name, given in list(self.calls) if name == method]

    def number(self) -> int:
        """A number for a message."""
        return next(self._next_message)

    @property
    def pending(self) -> int:
        """How many updates were not confirmed."""
        return len(self._updates)

    def wait(self, holds: Callable[[], Any], what: str, seconds: float = 30) -> Any:
        """Wait until something holds; gives what it gave."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = holds()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"waited {seconds:.0f} s for {what}")

    # --- the protocol ------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            result = await self._call(request)
        except ApiError as error:
            return web.json_response(error.body, status=error.body["error_code"])
        return web.json_response({"ok": True, "result": result})

    async def _call(self, request: web.Request) -> Any:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN or self.bad_token:
            raise ApiError(401, "Unauthorized")
        given = await self._given(request)
        self.calls.append((time.monotonic(), method, given))
        await self._maybe_fail(method)
        call = getattr(self, f"_do_{method}", None)
        if call is None:
            raise ApiError(404, "Not Found: method not found")
        result = call(given)
        return await result if asyncio.iscoroutine(result) else result

    @staticmethod
    async def _given(request: web.Request) -> dict[str, Any]:
        if request.content_type == "application/json":
            return dict(await request.json())
        found: dict[str, Any] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                found[name] = (value.filename, value.content_type, value.file.read())
            else:
                found[name] = value
        for name in ("chat_id", "max_connections"):
            if name in found:
                found[name] = int(found[name])
        for name in ("reply_markup", "allowed_updates"):
            if name in found:
                found[name] = json.loads(found[name])
        return found

    async def _maybe_fail(self, method: str) -> None:
        with self._lock:
            waiting = self._faults.get(method)
            fault = waiting.popleft()() if waiting else None
        if isinstance(fault, ApiError):
            raise fault
        if fault is not None:
            await asyncio.sleep(fault)

    def _do_getMe(self, _given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"id": 4242, "is_bot": True, "first_name": "Amends", "username": USERNAME}

    async def _do_getUpdates(self, given: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: N802
        if self.webhook:
            raise ApiError(
                409, "Conflict: can't use getUpdates method while webhook is active; use "
                "deleteWebhook to delete the webhook first",
            )  # fmt: skip
        self._poll += 1
        mine, offset = self._poll, int(given.get("offset", 0))
        with self._lock:
            while self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()
        deadline = time.monotonic() + float(given.get("timeout", 0))
        while True:
            if self._poll != mine:
                raise ApiError(409, "Conflict: terminated by other getUpdates request")
            with self._lock:
                found = [each for each in self._updates if self._is_allowed(each, given)]
            if found or time.monotonic() >= deadline:
                return found[: int(given.get("limit", 100))]
            await asyncio.sleep(0.01)

    @staticmethod
    def _is_allowed(update: dict[str, Any], given: dict[str, Any]) -> bool:
        allowed = given.get("allowed_updates")
        return not allowed or any(kind in update for kind in allowed)

    def _do_setWebhook(self, given: dict[str, Any]) -> bool:  # noqa: N802
        """As a Bot API server of one's own takes it: any port, and http."""
        if not re.match(r"https?://", given.get("url", "")):
            raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", given.get("secret_token", "x")):
            raise ApiError(400, "Bad Request: secret token contains unallowed characters")
        if not 1 <= given.get("max_connections", 40) <= 100:
            raise ApiError(400, "Bad Request: bad max_connections")
        self.webhook = given
        return True

    def _do_deleteWebhook(self, _given: dict[str, Any]) -> bool:  # noqa: N802
        self.webhook = {}
        return True

    def _do_setMyCommands(self, given: dict[str, Any]) -> bool:  # noqa: N802
        for each in given["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(each["description"]) <= 256:
                raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands = given["commands"]
        return True

    def _do_sendMessage(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        text = self._text(given, "text", LONGEST)
        if not text.strip():
            raise ApiError(400, "Bad Request: message text is empty")
        return self._sent_to(given, "text", text)

    def _do_sendPhoto(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        _, content_type, content = given["photo"]
        with Image.open(io.BytesIO(content)) as picture:
            wide, high = picture.size
        if wide + high > 10_000 or max(wide, high) > 20 * min(wide, high):
            raise ApiError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        if len(content) > 10_000_000 or not content_type.startswith("image/"):
            raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED")
        text = self._text(given, "caption", LONGEST_CAPTION)
        return self._sent_to(given, "photo", text, given["photo"])

    def _do_sendDocument(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        text = self._text(given, "caption", LONGEST_CAPTION)
        return self._sent_to(given, "document", text, given["document"])

    def _do_sendChatAction(self, given: dict[str, Any]) -> bool:  # noqa: N802
        self._may_send(given["chat_id"])
        if given["action"] != "typing":
            raise ApiError(400, "Bad Request: wrong parameter action in request")
        return True

    def _do_editMessageReplyMarkup(self, given: dict[str, Any]) -> Any:  # noqa: N802
        phone = self._may_send(given["chat_id"])
        shown = phone and phone.by_number(given["message_id"])
        if not shown:
            raise ApiError(400, "Bad Request: message to edit not found")
        keyboard = self._keyboard(given)
        if keyboard == shown.keyboard:
            raise ApiError(400, "Bad Request: message is not modified")
        shown.keyboard = keyboard
        return {"message_id": shown.number}

    def _do_answerCallbackQuery(self, given: dict[str, Any]) -> bool:  # noqa: N802
        if given["callback_query_id"] not in self.unanswered:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or "
                           "query ID is invalid")  # fmt: skip
        if len(given.get("text") or "") > 200:
            raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
        self.unanswered.discard(given["callback_query_id"])
        for phone in self.phones.values():
            phone.answered(given["callback_query_id"], given.get("text"))
        return True

    def _do_leaveChat(self, given: dict[str, Any]) -> bool:  # noqa: N802
        if given["chat_id"] not in self.groups:
            raise ApiError(403, "Forbidden: bot is not a member of the group chat")
        self.groups.discard(given["chat_id"])
        return True

    def _text(self, given: dict[str, Any], name: str, longest: int) -> str:
        text = given.get(name) or ""
        if given.get("parse_mode") == "HTML":
            reader = _Reader()
            reader.feed(text)
            text = reader.done()
        elif given.get("parse_mode"):
            raise ApiError(400, "Bad Request: unsupported parse_mode")
        if _units(text) > longest:
            raise ApiError(400, "Bad Request: message is too long")
        return text

    @staticmethod
    def _keyboard(given: dict[str, Any]) -> list[list[dict[str, str]]]:
        rows: list[list[dict[str, str]]] = (given.get("reply_markup") or {}).get(
            "inline_keyboard", []
        )
        for button in itertools.chain.from_iterable(rows):
            if not button["text"].strip():
                raise ApiError(400, "Bad Request: inline keyboard button text is empty")
            if not 1 <= len(button["callback_data"].encode()) <= LONGEST_DATA:
                raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
        return rows

    def _may_send(self, chat: int) -> Phone | None:
        if chat in self.groups:
            return None
        phone = self.phones.get(chat)
        if phone is None or not phone.began:
            raise ApiError(400, "Bad Request: chat not found")
        if phone.blocks:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return phone

    def _sent_to(
        self,
        given: dict[str, Any],
        kind: str,
        text: str,
        file: tuple[str, str, bytes] | None = None,
    ) -> dict[str, Any]:
        chat, moment = given["chat_id"], time.monotonic()
        phone, keyboard = self._may_send(chat), self._keyboard(given)
        self._count(chat, moment)
        shown = Shown(
            self.number(), kind, text, moment, keyboard,
            given.get("text") or given.get("caption") or "",
            file[2] if file else b"", file[0] if file else "",
        )  # fmt: skip
        if phone is not None:
            phone.shown.append(shown)
        return {"message_id": shown.number, "chat": {"id": chat}, "date": int(time.time())}

    def _count(self, chat: int, moment: float) -> None:
        """Keep the limits: one a second in a chat, thirty a second in all."""
        while self._sent and self._sent[0] <= moment - 1:
            self._sent.popleft()
        if moment - self._sent_at.get(chat, 0.0) < PER_CHAT_S or len(self._sent) >= PER_SECOND:
            self.too_many += 1
            raise ApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        self._sent_at[chat] = moment
        self._sent.append(moment)

    # --- the webhook -------------------------------------------------------------------------

    async def _push(self) -> None:
        """Bring updates to the webhook; one that is not taken comes again."""
        async with aiohttp.ClientSession() as session:
            while True:
                await asyncio.sleep(0.01)
                with self._lock:
                    update = self._updates[0] if self._updates and self.webhook else None
                if update is None:
                    continue
                if await self._bring(session, update):
                    with self._lock:
                        self._updates.remove(update)
                else:
                    await asyncio.sleep(0.3)

    async def _bring(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        try:
            async with session.post(
                self.webhook["url"], json=update, headers=headers,
                timeout=aiohttp.ClientTimeout(total=10),
            ) as response:  # fmt: skip
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False


class Phone:
    """One person's Telegram: what they do, and what they see in the chat with the bot."""

    def __init__(self, api: BotApiServer, number: int, language: str) -> None:
        self.api = api
        self.number = number
        self.shown: list[Shown] = []
        self.blocks = False
        self.began = False
        self.toasts: list[str | None] = []
        self._language = language
        self._queries: set[str] = set()
        self._mark = 0

    # --- doing -------------------------------------------------------------------------------

    def say(self, text: str) -> dict[str, Any]:
        """Write something."""
        return self.send(text=text)

    def send(self, **content: Any) -> dict[str, Any]:
        """Send anything that a message can hold."""
        self.began, self._mark = True, len(self.shown)
        return self.api.put({"message": self._message(**content)})

    def again(self, update: dict[str, Any]) -> None:
        """Telegram brings the same update once more."""
        self.api.put({k: v for k, v in update.items() if k != "update_id"}, update["update_id"])

    def edit(self, text: str) -> None:
        """Change the last message."""
        self._mark = len(self.shown)
        self.api.put({"edited_message": self._message(text=text, edit_date=int(time.time()))})

    def press(self, title: str, under: Shown | None = None) -> None:
        """Press the newest button with this title, or the one under a given message."""
        messages = [under] if under else list(reversed(self.shown))
        for shown in messages:
            for row in shown.keyboard:
                for button in row:
                    if button["text"] == title:
                        self.press_data(button["callback_data"], shown.number)
                        return
        offered = [title for shown in self.shown for title in shown.titles]
        raise AssertionError(f"no button {title!r} among {offered}")

    def press_data(self, data: str, number: int) -> None:
        """Press a button that carries this, whatever it is."""
        self._mark = len(self.shown)
        query = f"q{self.api.number()}"
        self._queries.add(query)
        self.api.unanswered.add(query)
        self.api.put({
            "callback_query": {
                "id": query, "from": self._me(), "chat_instance": "1", "data": data,
                "message": {"message_id": number, "date": 1, "chat": self._chat()},
            }
        })  # fmt: skip

    def block(self) -> None:
        """Block the bot."""
        self.blocks = True
        self._membership("member", "kicked")

    def unblock(self) -> None:
        """Let the bot write again, without saying anything."""
        self.blocks = False
        self._membership("kicked", "member")

    def _membership(self, before: str, after: str) -> None:
        bot = {"id": 4242, "is_bot": True, "first_name": "Amends"}
        self.api.put({
            "my_chat_member": {
                "chat": self._chat(), "from": self._me(), "date": int(time.time()),
                "old_chat_member": {"user": bot, "status": before},
                "new_chat_member": {"user": bot, "status": after},
            }
        })  # fmt: skip

    def _message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": self.api.number(), "from": self._me(), "chat": self._chat(),
            "date": int(time.time()), **content,
        }  # fmt: skip

    def _me(self) -> dict[str, Any]:
        return {
            "id": self.number, "is_bot": False, "first_name": "Mia", "username": "mia",
            "language_code": self._language,
        }  # fmt: skip

    def _chat(self) -> dict[str, Any]:
        return {"id": self.number, "type": "private", "first_name": "Mia", "username": "mia"}

    # --- seeing ------------------------------------------------------------------------------

    @property
    def new(self) -> list[Shown]:
        """What came since the person last did something."""
        return self.shown[self._mark :]

    def texts(self) -> str:
        """What came since then, as words."""
        return "\n".join(each.text for each in self.new)

    def sees(self, *fragments: str, seconds: float = 30) -> list[Shown]:
        """Wait until everything of this came since the person last did something."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            said = self.texts()
            if all(fragment in said for fragment in fragments):
                return self.new
            time.sleep(0.02)
        raise AssertionError(f"{fragments} did not come; this did:\n{self.texts()}")

    def last(self, kind: str = "text") -> Shown:
        """The newest message of a kind."""
        return next(each for each in reversed(self.shown) if each.kind == kind)

    def by_number(self, number: int) -> Shown | None:
        """The message with this number."""
        return next((each for each in self.shown if each.number == number), None)

    def answered(self, query: str, text: str | None) -> None:
        """A press of this person was answered."""
        if query in self._queries:
            self.toasts.append(text)
