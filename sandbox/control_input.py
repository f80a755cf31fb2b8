"""What the control interface takes in: one small model for each request."""

from datetime import datetime
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from sandbox.errors import ControlError

LONGEST_WAIT = 120.0

Status = Literal["member", "administrator", "left", "kicked", "creator"]


class Input(BaseModel):
    """A request body; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class NewPerson(Input):
    """A person to add."""

    first_name: str
    last_name: str | None = None
    username: str | None = None
    id: int | None = None


class Block(Input):
    """Whether the person blocks the bot."""

    blocked: bool = True


class NewChat(Input):
    """A group to add."""

    title: str
    type: Literal["group", "supergroup"] = "group"
    members: list[int] = []
    bot: Literal["administrator", "member", "absent"] = "administrator"


class MemberChange(Input):
    """A member's new status."""

    user_id: int | Literal["bot"]
    status: Status


class Document(Input):
    """A file that a person sends."""

    file_name: str
    content_base64: str
    mime: str | None = None
    caption: str | None = None


class Sending(Input):
    """What a person sends: exactly one kind of content."""

    user_id: int
    chat_id: int | str
    text: str | None = None
    document: Document | None = None
    location: dict[str, float] | None = None
    contact: dict[str, Any] | bool | None = None
    sticker: bool = False
    voice: bool = False
    photo: bool = False
    reply_to: int | None = None

    def content(self) -> dict[str, Any]:
        """The content without who and where."""
        return self.model_dump(exclude={"user_id", "chat_id"})


class Edit(Input):
    """A person's new words for an own message."""

    user_id: int
    chat_id: int | str
    message_id: int
    text: str


class Link(Input):
    """A link that a person opens."""

    user_id: int
    link: str


class Press(Input):
    """A tap on a button."""

    user_id: int
    chat_id: int | str
    text: str | None = None
    data: str | None = None
    message_id: int | None = None
    wait: float = 10.0


class RawUpdate(Input):
    """An update to queue as it is."""

    update: dict[str, Any]


class Limits(Input):
    """The switch of the sending limits."""

    limits: Literal["on", "off"]


class FaultOrder(Input):
    """A fault to order."""

    kind: Literal["400", "403", "429", "500", "delay", "lost_reply"]
    method: str = "*"
    chat_id: int | None = None
    times: int = 1
    description: str | None = None
    retry_after: int = 1
    seconds: float = 1.0


class ClockMove(Input):
    """Where to move the clock: one of four ways."""

    to: datetime | None = None
    seconds: float | None = None
    next: bool = False
    weekday: str | None = None
    time: str | None = None
    zone: str = "UTC"


class Follow(Input):
    """A report of the bot that follows the clock."""

    done: int = 0
    next_due: datetime | None = None
    busy: bool = False


I = TypeVar("I", bound=Input)  # noqa: E741


async def read(request: Request, model: type[I]) -> I:
    """The request's body as this model, or a 400 that says what is wrong."""
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ControlError(f"{where}: {first['msg']}" if where else first["msg"]) from None


def number(request: Request, name: str) -> int | None:
    """A whole number from the query string."""
    value = request.query_params.get(name)
    try:
        return int(value) if value is not None else None
    except ValueError:
        raise ControlError(f"{name} must be a whole number") from None


def seconds(request: Request) -> float:
    """How long a long poll may wait."""
    try:
        return min(float(request.query_params.get("timeout", "25")), LONGEST_WAIT)
    except ValueError:
        raise ControlError("timeout must be a number of seconds") from None
