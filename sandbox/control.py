"""The control interface: what the page, the tests and the demo do to the world."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox import groups, people
from sandbox.control_clock import CLOCK_ROUTES
from sandbox.control_input import (
    Block,
    Edit,
    FaultOrder,
    Limits,
    Link,
    MemberChange,
    NewChat,
    NewPerson,
    Press,
    RawUpdate,
    Sending,
    number,
    read,
    seconds,
)
from sandbox.engine import Engine
from sandbox.errors import ControlError, not_found
from sandbox.faults import Fault
from sandbox.phone_json import (
    chat_view,
    chats_of,
    group_view,
    message_view,
    person_view,
    state_view,
)
from sandbox.state import Chat, User

Json = dict[str, Any]

# What a browser may show in the sandbox's own name: nothing that could carry a script.
VIEWABLE = frozenset(
    {
        "application/pdf",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/calendar",
        "text/csv",
        "text/plain",
    }
)
Endpoint = Callable[[Request], Awaitable[Response]]


def engine_of(request: Request) -> Engine:
    """The sandbox that this request is for."""
    engine: Engine = request.app.state.engine
    return engine


def person_by(engine: Engine, user_id: int) -> User:
    """A person, or 404."""
    user = engine.world.users.get(user_id)
    if user is None or user.is_bot:
        raise not_found(f"there is no person {user_id}")
    return user


def chat_by(engine: Engine, chat_id: int | str, user: User | None = None) -> Chat:
    """A chat, or 404; "bot" is the person's private chat with the bot."""
    if chat_id == "bot" and user is not None:
        return engine.world.chats[user.id]
    try:
        chat = engine.world.chats.get(int(chat_id))
    except ValueError:
        chat = None
    if chat is None or (chat.is_private and user is not None and chat.id != user.id):
        raise not_found(f"there is no chat {chat_id}")
    return chat


async def state(request: Request) -> Response:
    """GET state: everything at a glance; with `after` once something changed."""
    engine = engine_of(request)
    after = number(request, "after")
    if after is not None:
        await engine.signal.until(lambda: engine.world.rev > after, seconds(request))
    return JSONResponse(state_view(engine))


async def person_chats(request: Request) -> Response:
    """GET people/{uid}/chats: a person's list of chats."""
    engine = engine_of(request)
    return JSONResponse(chats_of(engine, person_by(engine, request.path_params["uid"])))


async def person_chat(request: Request) -> Response:
    """GET people/{uid}/chats/{cid}: an open chat; with `after` once it changed."""
    engine = engine_of(request)
    user = person_by(engine, request.path_params["uid"])
    chat = chat_by(engine, request.path_params["cid"], user)
    if not chat.is_private and user.id not in chat.members:
        raise ControlError(f"{user.name} is not in this chat", 403)
    after = number(request, "after")
    if after is not None:
        await chat.signal.until(lambda: chat.rev > after, seconds(request))
    return JSONResponse(chat_view(engine, chat, user))


async def mark_read(request: Request) -> Response:
    """POST people/{uid}/chats/{cid}/read: everything there has been seen."""
    engine = engine_of(request)
    user = person_by(engine, request.path_params["uid"])
    chat = chat_by(engine, request.path_params["cid"], user)
    last = next(reversed(chat.messages), 0)
    if chat.read.get(user.id, 0) != last:
        chat.read[user.id] = last
        engine.changed([chat], [user.id])
    return JSONResponse({"unread": 0})


async def add_person(request: Request) -> Response:
    """POST people: a new person."""
    user = people.new_person(engine_of(request), (await read(request, NewPerson)).model_dump())
    return JSONResponse(person_view(user))


async def block(request: Request) -> Response:
    """POST people/{uid}/block: block or unblock the bot."""
    engine = engine_of(request)
    user = person_by(engine, request.path_params["uid"])
    people.set_blocked(engine, user, (await read(request, Block)).blocked)
    return JSONResponse(person_view(user))


async def deactivate(request: Request) -> Response:
    """POST people/{uid}/deactivate: the person deletes the Telegram account."""
    engine = engine_of(request)
    user = person_by(engine, request.path_params["uid"])
    user.deactivated = True
    engine.changed(people=[user.id])
    return JSONResponse(person_view(user))


async def add_chat(request: Request) -> Response:
    """POST chats: a new group."""
    engine = engine_of(request)
    new = await read(request, NewChat)
    members = [person_by(engine, user_id).id for user_id in new.members]
    chat = groups.new_group(engine, new.title, new.type, members, new.bot)
    return JSONResponse(group_view(engine, chat))


async def change_member(request: Request) -> Response:
    """POST chats/{cid}/members: someone joins, leaves, is removed or promoted."""
    engine = engine_of(request)
    chat = chat_by(engine, request.path_params["cid"])
    change = await read(request, MemberChange)
    user = engine.bot if change.user_id == "bot" else person_by(engine, int(change.user_id))
    groups.set_member(engine, chat, user.id, change.status)
    return JSONResponse(group_view(engine, chat))


async def migrate(request: Request) -> Response:
    """POST chats/{cid}/migrate: the group becomes a supergroup."""
    engine = engine_of(request)
    return JSONResponse({"id": groups.migrate(engine, chat_by(engine, _cid(request))).id})


def _cid(request: Request) -> str:
    cid: str = request.path_params["cid"]
    return cid


async def send(request: Request) -> Response:
    """POST send: a person writes."""
    engine = engine_of(request)
    sending = await read(request, Sending)
    user = person_by(engine, sending.user_id)
    chat = chat_by(engine, sending.chat_id, user)
    return JSONResponse(message_view(engine, people.write(engine, user, chat, sending.content())))


async def edit(request: Request) -> Response:
    """POST edit: a person edits an own message."""
    engine = engine_of(request)
    change = await read(request, Edit)
    user = person_by(engine, change.user_id)
    chat = chat_by(engine, change.chat_id, user)
    message = people.rewrite(engine, user, chat, change.message_id, change.text)
    return JSONResponse(message_view(engine, message))


async def open_link(request: Request) -> Response:
    """POST open_link: a person follows a t.me link to the bot."""
    engine = engine_of(request)
    link = await read(request, Link)
    message = people.open_link(engine, person_by(engine, link.user_id), link.link)
    return JSONResponse(message_view(engine, message))


async def press(request: Request) -> Response:
    """POST press: a person taps a button and waits for the bot's answer."""
    engine = engine_of(request)
    tap = await read(request, Press)
    user = person_by(engine, tap.user_id)
    chat = chat_by(engine, tap.chat_id, user)
    callback = people.press(
        engine, user, chat, text=tap.text, data=tap.data, message_id=tap.message_id
    )
    answer = await people.answer_to(callback, tap.wait)
    return JSONResponse(
        {
            "callback_id": callback.id,
            "message_id": callback.message_id,
            "data": callback.data,
            "answer": answer,
        }
    )


async def raw_update(request: Request) -> Response:
    """POST raw_update: queue an update as it is."""
    update = (await read(request, RawUpdate)).update
    return JSONResponse({"update_id": engine_of(request).updates.add_raw(dict(update))})


async def calls(request: Request) -> Response:
    """GET calls: what the bot called; DELETE forgets it."""
    journal = engine_of(request).journal
    if request.method == "DELETE":
        journal.clear()
        return JSONResponse({})
    found = journal.select(request.query_params.get("method"), number(request, "after") or 0)
    return JSONResponse(found)


async def limits(request: Request) -> Response:
    """POST limits: switch Telegram's sending limits on or off."""
    engine = engine_of(request)
    engine.limiter.switch((await read(request, Limits)).limits == "on")
    engine.changed()
    return JSONResponse({"limits": "on" if engine.limiter.enabled else "off"})


async def faults(request: Request) -> Response:
    """POST faults orders one, GET lists them, DELETE clears them."""
    engine = engine_of(request)
    if request.method == "DELETE":
        engine.faults.orders.clear()
        engine.changed()
    elif request.method == "POST":
        order = await read(request, FaultOrder)
        engine.faults.order(Fault(**order.model_dump()))
        engine.changed()
    return JSONResponse([fault.as_json() for fault in engine.faults.orders])


async def events(request: Request) -> Response:
    """GET events: the stream for the page."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        engine_of(request).events.stream(), media_type="text/event-stream", headers=headers
    )


async def file(request: Request) -> Response:
    """GET files/{id}: the bytes of a document or photo, for the page."""
    engine = engine_of(request)
    wanted = request.path_params["unique_id"]
    found = next((f for f in engine.world.files.values() if f.unique_id == wanted), None)
    content = await engine.files.read(found) if found else None
    if found is None or content is None:
        raise not_found("there is no such file")
    how = "inline" if found.mime in VIEWABLE else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(found.name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=found.mime, headers=headers)


ROUTES = [
    Route("/control/state", state),
    Route("/control/people", add_person, methods=["POST"]),
    Route("/control/people/{uid:int}/chats", person_chats),
    Route("/control/people/{uid:int}/chats/{cid}", person_chat),
    Route("/control/people/{uid:int}/chats/{cid}/read", mark_read, methods=["POST"]),
    Route("/control/people/{uid:int}/block", block, methods=["POST"]),
    Route("/control/people/{uid:int}/deactivate", deactivate, methods=["POST"]),
    Route("/control/chats", add_chat, methods=["POST"]),
    Route("/control/chats/{cid}/members", change_member, methods=["POST"]),
    Route("/control/chats/{cid}/migrate", migrate, methods=["POST"]),
    Route("/control/send", send, methods=["POST"]),
    Route("/control/edit", edit, methods=["POST"]),
    Route("/control/open_link", open_link, methods=["POST"]),
    Route("/control/press", press, methods=["POST"]),
    Route("/control/raw_update", raw_update, methods=["POST"]),
    Route("/control/calls", calls, methods=["GET", "DELETE"]),
    Route("/control/limits", limits, methods=["POST"]),
    Route("/control/faults", faults, methods=["GET", "POST", "DELETE"]),
    Route("/control/events", events),
    Route("/control/files/{unique_id}", file),
    *CLOCK_ROUTES,
]
