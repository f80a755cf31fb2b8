"""A client for the control interface: people on their phones, read like a play.

async with Sandbox("http://127.0.0.1:8081") as world:
    ann = await world.person("Ann")
    group = await world.group("Night patrols", [ann])
    await ann.sends("/start")
    await ann.waits_for("Welcome")
    answer = await ann.presses("I'm in", chat=group)
    assert answer.text == "You are in."
"""

from collections.abc import Iterable
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx

from sandbox.client_bot import NO_CERTIFICATES
from sandbox.client_people import GRACE, Group, Person
from sandbox.client_views import Answer, Call, Clock, Message, View

Json = dict[str, Any]

__all__ = ["Answer", "Call", "Clock", "Group", "Message", "Person", "Refused", "Sandbox", "View"]


class Refused(Exception):
    """The control interface said no, in its own words."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class Sandbox:
    """The world of a running sandbox."""

    def __init__(self, url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.url = url
        self._http = httpx.AsyncClient(
            base_url=url,
            transport=transport,
            timeout=GRACE + 25.0,
            trust_env=False,
            verify=NO_CERTIFICATES,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, path: str, params: Json | None = None) -> Any:
        """GET from the control interface."""
        return self._read(await self._http.get(path, params=params))

    async def post(self, path: str, body: Json, *, timeout: float | None = None) -> Any:
        """POST to the control interface."""
        wait = httpx.USE_CLIENT_DEFAULT if timeout is None else timeout
        return self._read(await self._http.post(path, json=body, timeout=wait))

    async def delete(self, path: str) -> Any:
        """DELETE in the control interface."""
        return self._read(await self._http.delete(path))

    @staticmethod
    def _read(response: httpx.Response) -> Any:
        if response.is_success:
            return response.json()
        raise Refused(response.status_code, response.json().get("error", response.text))

    async def state(self) -> Json:
        """Everything at a glance."""
        found: Json = await self.get("/control/state")
        return found

    async def person(
        self,
        first_name: str,
        last_name: str | None = None,
        *,
        username: str | None = None,
        id: int | None = None,
    ) -> Person:
        """A new person."""
        body = {"first_name": first_name, "last_name": last_name, "username": username, "id": id}
        found = await self.post("/control/people", body)
        name = f"{found['first_name']} {found['last_name']}".strip()
        return Person(self, found["id"], name)

    async def people(self) -> list[Person]:
        """Everybody who is there."""
        found = (await self.state())["people"]
        return [
            Person(self, one["id"], f"{one['first_name']} {one['last_name']}".strip())
            for one in found
        ]

    async def group(
        self,
        title: str,
        members: Iterable[Person] = (),
        *,
        kind: str = "group",
        bot: str = "administrator",
    ) -> Group:
        """A new group; the first member owns it."""
        ids = [person.id for person in members]
        body = {"title": title, "type": kind, "members": ids, "bot": bot}
        return Group(self, (await self.post("/control/chats", body))["id"], title)

    async def change_member(self, group: Group, who: Person | str, status: str) -> None:
        """Change someone's status in a group."""
        user_id = who.id if isinstance(who, Person) else who
        body = {"user_id": user_id, "status": status}
        await self.post(f"/control/chats/{group.id}/members", body)

    async def fault(self, kind: str, method: str = "*", *, times: int = 1, **more: Any) -> None:
        """Order a fault: 400, 403, 429, 500, delay or lost_reply."""
        body = {"kind": kind, "method": method, "times": times, **more}
        await self.post("/control/faults", body)

    async def clear_faults(self) -> None:
        """Cancel the faults that were ordered."""
        await self.delete("/control/faults")

    async def limits(self, on: bool) -> None:
        """Switch Telegram's sending limits on or off."""
        await self.post("/control/limits", {"limits": "on" if on else "off"})

    async def calls(self, method: str | None = None, *, after: int = 0) -> list[Call]:
        """What the bot called."""
        params: Json = {"after": after} | ({"method": method} if method else {})
        return [Call(call) for call in await self.get("/control/calls", params)]

    async def forget_calls(self) -> None:
        """Empty the list of calls."""
        await self.delete("/control/calls")

    async def raw_update(self, update: Json) -> int:
        """Queue an update as it is; its id."""
        found: int = (await self.post("/control/raw_update", {"update": update}))["update_id"]
        return found

    async def clock(self) -> Clock:
        """Business time, and what is due next."""
        return Clock(await self.get("/control/clock"))

    async def clock_to(self, moment: datetime, *, timeout: float = 300.0) -> Clock:
        """Move the clock to an instant; what falls due on the way happens."""
        return await self._move({"to": moment.isoformat()}, timeout)

    async def clock_by(self, seconds: float, *, timeout: float = 300.0) -> Clock:
        """Move the clock on by so many seconds."""
        return await self._move({"seconds": seconds}, timeout)

    async def clock_to_weekday(
        self, weekday: str, at: str, zone: str = "Europe/London", *, timeout: float = 300.0
    ) -> Clock:
        """Move the clock to the next such weekday and local time."""
        return await self._move({"weekday": weekday, "time": at, "zone": zone}, timeout)

    async def next_notice(self, *, timeout: float = 300.0) -> Clock:
        """Move the clock to what is due next."""
        return await self._move({"next": True}, timeout)

    async def _move(self, body: Json, timeout: float) -> Clock:
        return Clock(await self.post("/control/clock", body, timeout=timeout))
