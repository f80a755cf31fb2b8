"""The people and groups of the client: what they do, and what they see."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.client_views import Answer, Message, View

if TYPE_CHECKING:
    from sandbox.client import Sandbox

Json = dict[str, Any]
T = TypeVar("T")

ANSWER_SECONDS = 10.0
WAIT_SECONDS = 10.0
# How much longer than the server the client waits for an answer.
GRACE = 30.0


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat."""

    world: "Sandbox"
    id: int
    title: str

    async def adds(self, who: "Person | str", status: str = "member") -> None:
        """Someone joins or is promoted; "bot" is the bot."""
        await self.world.change_member(self, who, status)

    async def loses(self, who: "Person | str", *, kicked: bool = False) -> None:
        """Someone leaves or is removed."""
        await self.world.change_member(self, who, "kicked" if kicked else "left")

    async def becomes_supergroup(self) -> "Group":
        """The group under its new id."""
        found = await self.world.post(f"/control/chats/{self.id}/migrate", {})
        return Group(self.world, found["id"], self.title)


Place = Group | int | None


def place_id(chat: Place) -> int | str:
    """A chat as the interface names it; None is the private chat with the bot."""
    if chat is None:
        return "bot"
    return chat.id if isinstance(chat, Group) else chat


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone."""

    world: "Sandbox"
    id: int
    name: str

    async def sends(self, text: str, chat: Place = None, *, reply_to: int | None = None) -> Message:
        """Write a text."""
        return await self._send(chat, {"text": text, "reply_to": reply_to})

    async def shares(self, chat: Place = None, **content: Any) -> Message:
        """Send something else: document=, location=, contact=, sticker=, voice= or photo=."""
        return await self._send(chat, content)

    async def edits(self, message: Message, text: str) -> Message:
        """Change an own message."""
        body = {"user_id": self.id, "chat_id": message.chat_id, "message_id": message.id}
        return Message(await self.world.post("/control/edit", body | {"text": text}))

    async def opens(self, link: str) -> Message:
        """Follow a link to the bot, as if it were tapped."""
        body = {"user_id": self.id, "link": link}
        return Message(await self.world.post("/control/open_link", body))

    async def presses(
        self,
        text: str | None = None,
        chat: Place = None,
        *,
        data: str | None = None,
        message: Message | int | None = None,
        wait: float = ANSWER_SECONDS,
    ) -> Answer:
        """Tap a button and wait for the bot's answer."""
        message_id = message.id if isinstance(message, Message) else message
        body = {
            "user_id": self.id,
            "chat_id": place_id(chat),
            "text": text,
            "data": data,
            "message_id": message_id,
            "wait": wait,
        }
        return Answer(await self.world.post("/control/press", body, timeout=wait + GRACE))

    async def sees(self, chat: Place = None) -> View:
        """An open chat, as it is now."""
        return View(await self.world.get(self._address(chat)))

    async def chats(self) -> list[Json]:
        """The list of chats on the phone."""
        found: list[Json] = await self.world.get(f"/control/people/{self.id}/chats")
        return found

    async def reads(self, chat: Place = None) -> None:
        """Mark everything there as read."""
        await self.world.post(f"{self._address(chat)}/read", {})

    async def blocks(self, blocked: bool = True) -> None:
        """Block the bot, or unblock it."""
        await self.world.post(f"/control/people/{self.id}/block", {"blocked": blocked})

    async def deactivates(self) -> None:
        """Delete the Telegram account."""
        await self.world.post(f"/control/people/{self.id}/deactivate", {})

    async def waits_for(
        self,
        fragment: str,
        chat: Place = None,
        *,
        timeout: float = WAIT_SECONDS,
        after: Message | None = None,
    ) -> Message:
        """The newest message that shows this text, in its words, its buttons or its file's name.

        With `after`, one that is newer than that message. Raises AssertionError with what the
        phone shows instead, when the time is up.
        """

        def found(view: View) -> Message | None:
            return view.find(fragment, after=after.id if after else 0)

        return await self._until(found, f"{fragment!r}", chat, timeout)

    async def taps_through(self, *labels: str, timeout: float = WAIT_SECONDS) -> Message:
        """Tap one button after the other, each named by how its label begins.

        Each is tapped on the newest message that has it, once the tap before has changed what the
        phone shows, which is what comes back. Raises AssertionError with what the phone shows.
        """
        view = await self.sees()
        for label in labels:

            def with_button(now: View, label: str = label) -> tuple[Message, str] | None:
                pairs = ((m, b) for m in reversed(now.messages) for b in m.buttons)
                return next((pair for pair in pairs if pair[1].startswith(label)), None)

            message, found = await self._until(with_button, f"the button {label!r}", None, timeout)
            before = [each.json for each in (await self.sees()).messages]
            await self.presses(found, message=message)

            def changed(now: View, before: list[Json] = before) -> View | None:
                return now if [each.json for each in now.messages] != before else None

            view = await self._until(changed, f"what {label!r} brings", None, timeout)
        return view.last

    async def waits_without(
        self, fragment: str, chat: Place = None, *, timeout: float = WAIT_SECONDS
    ) -> View:
        """The chat once this text is gone from it."""

        def gone(view: View) -> View | None:
            return None if view.find(fragment) else view

        return await self._until(gone, f"the end of {fragment!r}", chat, timeout)

    async def _until(
        self, seek: Callable[[View], T | None], what: str, chat: Place, timeout: float
    ) -> T:
        now = asyncio.get_running_loop().time
        end = now() + timeout
        view = await self.sees(chat)
        while (found := seek(view)) is None:
            left = end - now()
            if left <= 0:
                raise AssertionError(
                    f"{self.name} waited {timeout:g} s for {what} and sees:\n{view}"
                )
            params = {"after": view.rev, "timeout": min(left, 25.0)}
            view = View(await self.world.get(self._address(chat), params))
        return found

    async def _send(self, chat: Place, content: Json) -> Message:
        body = {"user_id": self.id, "chat_id": place_id(chat)} | content
        return Message(await self.world.post("/control/send", body))

    def _address(self, chat: Place) -> str:
        return f"/control/people/{self.id}/chats/{place_id(chat)}"
