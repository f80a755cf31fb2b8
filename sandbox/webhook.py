"""Delivery by webhook: a lane for each chat or person, retries, and what getWebhookInfo tells."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.updates import DEFAULT, Queued, UpdateQueue

ANSWER_SECONDS = 60.0
LONGEST_PAUSE = 60.0
DEFAULT_CONNECTIONS = 40


@dataclass(slots=True)
class Webhook:
    """Where updates go, when a webhook is set."""

    updates: UpdateQueue
    url: str = ""
    secret: str = ""
    connections: int = DEFAULT_CONNECTIONS
    last_error: str = ""
    last_error_at: int = 0
    _client: httpx.AsyncClient | None = None
    _lanes: dict[int, deque[Queued]] = field(default_factory=dict)
    _places: asyncio.Semaphore = field(default_factory=asyncio.Semaphore)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def is_set(self) -> bool:
        """Whether updates go to a webhook now."""
        return bool(self.url)

    async def set(self, url: str, secret: str, connections: int) -> None:
        """Begin to deliver to an address."""
        await self.stop()
        self.url, self.secret, self.connections = url, secret, connections
        self.last_error, self.last_error_at = "", 0
        self._places = asyncio.Semaphore(connections)
        self.wake()

    async def delete(self) -> None:
        """Stop delivering and forget the address."""
        await self.stop()
        self.url = self.secret = ""
        self.connections = DEFAULT_CONNECTIONS

    async def stop(self) -> None:
        """Stop delivering; what is under way stays in the queue."""
        tasks, self._tasks = list(self._tasks), set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()
        if self._client is not None:
            client, self._client = self._client, None
            await client.aclose()

    def wake(self) -> None:
        """Take up what waits in the queue; a no-op without a webhook."""
        if self.url:
            for update in self.updates.waiting():
                self.take(update)

    def take(self, update: Queued) -> None:
        """Put an update into its lane, and set the lane going."""
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._run(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: int) -> None:
        """Deliver one lane in order until it is empty."""
        waiting = self._lanes[lane]
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
        del self._lanes[lane]

    async def _deliver(self, update: Queued) -> None:
        pause = 0.0
        while not await self._post(update):
            await asyncio.sleep(pause)
            pause = min(pause * 2 or 1.0, LONGEST_PAUSE)
        self.updates.forget(update)

    async def _post(self, update: Queued) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            async with self._places:
                response = await self._http().post(self.url, content=update.body, headers=headers)
        except httpx.HTTPError as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return False
        if not response.is_success:
            status = f"{response.status_code} {response.reason_phrase}"
            self._failed(f"Wrong response from the webhook: {status}")
        return response.is_success

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            # Certificates are the bot's own business here: a local one is mostly self-signed.
            self._client = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, verify=False)  # noqa: S501
        return self._client

    def _failed(self, reason: str) -> None:
        self.last_error, self.last_error_at = reason, int(time.time())

    def info(self) -> dict[str, Any]:
        """A WebhookInfo object."""
        json: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting()),
        }
        if self.last_error:
            json["last_error_date"] = self.last_error_at
            json["last_error_message"] = self.last_error
        if self.url:
            json |= {"max_connections": self.connections, "ip_address": "127.0.0.1"}
        if self.updates.allowed != DEFAULT:
            json["allowed_updates"] = sorted(self.updates.allowed)
        return json
