"""The world in the Bot API's words: users, chats, members, messages as JSON."""

from typing import Any

from sandbox.state import Chat, Message, User, World

Json = dict[str, Any]

ADMINISTRATOR_RIGHTS = {
    "can_be_edited": False,
    "can_manage_chat": True,
    "can_change_info": True,
    "can_delete_messages": True,
    "can_invite_users": True,
    "can_restrict_members": True,
    "can_pin_messages": True,
    "can_promote_members": False,
    "can_manage_video_chats": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "is_anonymous": False,
    "can_manage_voice_chats": True,
}
SUPERGROUP_RIGHTS = {"can_manage_topics": False, "can_manage_tags": False}
BOT_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
    "has_topics_enabled": False,
    "allows_users_to_create_topics": False,
}
GROUP_PERMISSIONS = {
    "can_send_messages": True,
    "can_send_media_messages": True,
    "can_send_audios": True,
    "can_send_documents": True,
    "can_send_photos": True,
    "can_send_videos": True,
    "can_send_video_notes": True,
    "can_send_voice_notes": True,
    "can_send_polls": True,
    "can_send_other_messages": True,
    "can_add_web_page_previews": True,
    "can_change_info": False,
    "can_invite_users": True,
    "can_pin_messages": False,
    "can_manage_topics": False,
}
NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def user_json(user: User) -> Json:
    """A User object."""
    json: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.last_name:
        json["last_name"] = user.last_name
    if user.username:
        json["username"] = user.username
    if not user.is_bot:
        json["language_code"] = user.language_code
    return json


def bot_json(bot: User) -> Json:
    """The bot's own User object, as getMe gives it."""
    return user_json(bot) | BOT_ABILITIES


def chat_json(world: World, chat: Chat) -> Json:
    """A Chat object."""
    if not chat.is_private:
        json: Json = {"id": chat.id, "title": chat.title, "type": chat.type}
        if chat.type == "group":
            json["all_members_are_administrators"] = False
        return json
    user = world.users[chat.id]
    json = {"id": chat.id, "first_name": user.first_name}
    if user.last_name:
        json["last_name"] = user.last_name
    if user.username:
        json["username"] = user.username
    json["type"] = "private"
    return json


def full_chat_json(world: World, chat: Chat) -> Json:
    """A ChatFullInfo object, as getChat gives it."""
    json = chat_json(world, chat)
    if not chat.is_private:
        json["permissions"] = GROUP_PERMISSIONS
    if chat.pinned:
        json["pinned_message"] = message_json(world, chat, chat.messages[chat.pinned[-1]])
    json |= {"accepted_gift_types": NO_GIFTS, "max_reaction_count": 11, "accent_color_id": 0}
    return json


def member_json(world: World, chat: Chat, user_id: int, status: str | None = None) -> Json:
    """A ChatMember object; the status is the present one unless given."""
    status = status or chat.status(user_id)
    json: Json = {"user": user_json(world.users[user_id]), "status": status}
    match status:
        case "creator":
            json["is_anonymous"] = False
        case "administrator":
            json |= ADMINISTRATOR_RIGHTS
            if chat.type == "supergroup":
                json |= SUPERGROUP_RIGHTS
        case "kicked":
            json["until_date"] = 0
    return json


def message_json(world: World, chat: Chat, message: Message, *, reply: bool = True) -> Json:
    """A Message object; a reply carries the message that it answers, one level deep."""
    json: Json = {
        "message_id": message.id,
        "from": user_json(world.users[message.from_id]),
        "chat": chat_json(world, chat),
        "date": message.date,
    }
    if message.edit_date is not None:
        json["edit_date"] = message.edit_date
    if reply and message.reply_to is not None and message.reply_to in chat.messages:
        answered = chat.messages[message.reply_to]
        json["reply_to_message"] = message_json(world, chat, answered, reply=False)
    if message.protected:
        json["has_protected_content"] = True
    json |= content_json(world, chat, message)
    if message.keyboard is not None:
        json["reply_markup"] = {"inline_keyboard": message.keyboard}
    return json


def content_json(world: World, chat: Chat, message: Message) -> Json:
    """The part of a message that depends on its kind."""
    match message.kind:
        case "text":
            json = with_entities(world, "text", message)
            if message.link_preview is not None:
                json["link_preview_options"] = message.link_preview
            return json
        case "document" | "photo":
            return file_json(world, message) | with_entities(world, "caption", message)
        case "service":
            return service_json(world, chat, message)
    return message.extra


def with_entities(world: World, name: str, message: Message) -> Json:
    """Text or caption with its entities; nothing for an empty caption."""
    if not message.text:
        return {}
    json: Json = {name: message.text}
    if message.entities:
        key = "entities" if name == "text" else "caption_entities"
        json[key] = [entity_json(world, entity) for entity in message.entities]
    return json


def entity_json(world: World, entity: Json) -> Json:
    """A MessageEntity object; a mention of a person names the person in full."""
    if entity["type"] != "text_mention":
        return entity
    return entity | {"user": user_json(world.users[entity["user"]["id"]])}


def file_json(world: World, message: Message) -> Json:
    """The document or the photo of a message."""
    file = world.files[message.file_id or ""]
    same: Json = {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
    }
    if message.kind == "photo":
        return {"photo": [same | {"width": 800, "height": 600}]}
    return {"document": {"file_name": file.name, "mime_type": file.mime} | same}


def service_json(world: World, chat: Chat, message: Message) -> Json:
    """What a service message says; users and messages are named in full."""
    json: Json = {}
    for key, value in message.extra.items():
        match key:
            case "new_chat_members":
                users = [user_json(world.users[uid]) for uid in value]
                json |= {"new_chat_participant": users[0], "new_chat_member": users[0]}
                json["new_chat_members"] = users
            case "left_chat_member":
                user = user_json(world.users[value])
                json |= {"left_chat_participant": user, "left_chat_member": user}
            case "pinned_message":
                json["pinned_message"] = pinned_json(world, chat, value)
            case _:
                json[key] = value
    return json


def pinned_json(world: World, chat: Chat, message_id: int) -> Json:
    """The pinned message, or what is left of it after its deletion."""
    pinned = chat.messages.get(message_id)
    if pinned is None:
        return inaccessible_json(world, chat, message_id)
    return message_json(world, chat, pinned, reply=False)


def inaccessible_json(world: World, chat: Chat, message_id: int) -> Json:
    """An InaccessibleMessage object."""
    return {"chat": chat_json(world, chat), "message_id": message_id, "date": 0}
