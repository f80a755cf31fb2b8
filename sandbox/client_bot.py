"""A bare bot: calls the Bot API with no library in between. For tests of the sandbox itself."""

import json
import ssl
from typing import Any

import httpx

Json = dict[str, Any]

SECONDS = 60.0
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""The sandbox speaks plain HTTP; reading the world's certificates would take each client 25 ms."""


class BotRefused(Exception):
    """The Bot API said no."""

    def __init__(self, body: Json) -> None:
        super().__init__(f"{body['error_code']} {body['description']}")
        self.code: int = body["error_code"]
        self.description: str = body["description"]
        self.parameters: Json = body.get("parameters", {})


class BareBot:
    """Sends each call as a form, as most libraries do."""

    def __init__(
        self, url: str, token: str, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.base = f"{url}/bot{token}"
        self.files = f"{url}/file/bot{token}"
        self.http = httpx.AsyncClient(
            transport=transport, timeout=SECONDS, trust_env=False, verify=NO_CERTIFICATES
        )
        self.offset = 0

    async def aclose(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def call(self, method: str, /, **fields: Any) -> Any:
        """The result of a call. Raises BotRefused."""
        return self.result(await self.http.post(f"{self.base}/{method}", data=as_form(fields)))

    async def upload(self, method: str, files: Json, /, **fields: Any) -> Any:
        """The result of a call with files. Raises BotRefused."""
        address = f"{self.base}/{method}"
        return self.result(await self.http.post(address, data=as_form(fields), files=files))

    async def refusal(self, method: str, /, **fields: Any) -> str:
        """The words with which a call is refused. Raises AssertionError when it is not."""
        try:
            result = await self.call(method, **fields)
        except BotRefused as refused:
            return str(refused)
        raise AssertionError(f"{method} was not refused: {result}")

    async def updates(self, timeout: int = 0, **fields: Any) -> list[Json]:
        """The updates since the last call, which are thereby acknowledged."""
        found: list[Json] = await self.call(
            "getUpdates", offset=self.offset, timeout=timeout, **fields
        )
        if found:
            self.offset = found[-1]["update_id"] + 1
        return found

    @staticmethod
    def result(response: httpx.Response) -> Any:
        """What a response holds. Raises BotRefused."""
        body = response.json()
        if not body["ok"]:
            assert response.status_code == body["error_code"]  # noqa: S101
            raise BotRefused(body)
        return body["result"]


def as_form(fields: Json) -> dict[str, str]:
    """Fields as a form: text as it is, everything else as JSON, None left out."""
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in fields.items()
        if value is not None
    }
