"""What leads to somebody online: e-mail, links, names on social media."""

from __future__ import annotations

import re

_LOCAL = r"(?<![\w.+%-])[\w.+%-]++"
"""The part before the @; from its beginning only, so that a long text takes no longer."""
_WITHOUT_END = re.compile(r"(?<![\w.+%-])[A-Za-z][\w.+%-]*+@[A-Za-z]{3,}(?![\w.])")
_MAILED = re.compile(rf"{_LOCAL}\s?@\s?(?:[\w-]++\s?\.\s?)+[A-Za-z]{{2,}}")
_PROVIDERS = (
    "gmail|googlemail|hotmail|outlook|yahoo|icloud|proton(?:mail)?|live|aol|btinternet|ymail|msn"
)
_AT = r"\s*(?:@|[(\[{<]\s*at\s*[)\]}>]|\bat\b)\s*"
_DOT = r"\s*(?:\.|[(\[{<]\s*dot\s*[)\]}>]|\bdot\b)\s*"
_SPELLED_DOT = r"(?:\s*[(\[{<]\s*dot\s*[)\]}>]\s*|\s+dot\s+)"
_DOMAINS = "com|org|net|co|uk|gov|ac|info|io|eu|ie|me|fr|de|ro|pl|ru|es|it"
_SPELLED_MAIL = re.compile(
    rf"{_LOCAL}{_AT}(?:(?:{_PROVIDERS})\b|[\w-]++(?:{_SPELLED_DOT}[\w-]++){{0,3}}?"
    rf"{_SPELLED_DOT}(?:{_DOMAINS})\b)",
    re.IGNORECASE,
)
_WITH_AT = re.compile(r"@|\bat\b", re.IGNORECASE)
_WITH_DOT = re.compile(rf"\bdot\b|\w\.\w|\b(?:{_PROVIDERS})\b", re.IGNORECASE)
"""What the slower patterns need; most texts have none of it."""
_HIDDEN_AT = re.compile(
    rf"{_LOCAL}\s*[(\[{{<]\s*at\s*[)\]}}>]\s*[\w-]+{_DOT}(?:{_DOMAINS})\b", re.IGNORECASE
)

_HOST = r"(?<![\w@.-])(?:[a-z0-9-]++\.)+"
_LINKED = re.compile(
    rf"""(?:h(?:tt|xx)ps?|tg|ftp)\s?:\s?//|\bwww\s?\.\s?\w
        |{_HOST}(?:com|org|net|uk|io|biz|eu|ie|fr|de|nl|ro|bg|pl|ru|ua|gg|ly|gl|ee|xyz|dev|cc|al)
        (?![\w-])(?!\.\w)
        |\b(?:t|m|wa|fb|ig|telegram|about|linktr|onlyfans)\.(?:me|ee|com|dog)(?![\w-])
        |\byoutu\.be\b|\bt\s?\.\s?me\s?/
        |{_HOST}(?:info|online|site|store|app|shop)(?![\w-])(?!\.\w)
        |\b[a-z0-9-]{{2,}}\s\.\s(?:com|org|net|co)\b
        |{_HOST}[a-z]{{2,12}}/[\w?=#%-]{{2,}}""",
    re.IGNORECASE | re.VERBOSE,
)
_DOTTED = re.compile(r"\.\s?\w|://|\bdot\b|:\s//", re.IGNORECASE)
_SPELLED_LINK = re.compile(
    r"\b(?:www|[\w-]{2,})(?:\s+dot\s+|\s*[(\[]\s*dot\s*[)\]]\s*)(?:[\w-]+\s+dot\s+)?"
    r"(?:com|org|net|me|co|uk|io|info)\b",
    re.IGNORECASE,
)

_AT_NAME = re.compile(r"(?<![\w.@])@(?!\d{1,4}(?:am|pm|hrs?|h)?\b)(?=\w*[A-Za-z])\w{2,}")
_SHORT_NAMED = "insta|instagram|ig|snap|snapchat|sc|tiktok|tik\\s?tok|kik|onlyfans"
_LONG_NAMED = (
    "facebook|fb|twitter|telegram|whatsapp|discord|threads|linkedin|messenger|signal|viber|wechat"
    "|adultwork|vivastreet"
)
_PLATFORM = re.compile(rf"\b(?:{_SHORT_NAMED}|{_LONG_NAMED})\b", re.IGNORECASE)
_MARK = (
    r"(?:[\s:=-]|'s\b|\b(?:is|was|name|user|username|handle|account|acct|profile|page|id|called"
    r"|under|as)\b)"
)
_LOOKS = r"(?=[\w.]*(?:\d|_|\w\.\w))[A-Za-z_][\w.]{2,29}"
_NAMED = re.compile(rf"\b(?:{_SHORT_NAMED}|{_LONG_NAMED})\b{_MARK}{{1,8}}({_LOOKS})", re.IGNORECASE)
_NAMED_PLAINLY = re.compile(
    rf"\b(?:{_SHORT_NAMED})\b(?:\s*(?:[:=]|\bis\b|\bname\b|\buser(?:name)?\b|\bhandle\b|-\s))*\s*"
    r"([A-Za-z][\w.]{2,29})",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:handle|user\s?name)\b\s*(?:is\b|[:=])?\s*([A-Za-z][\w.]{2,29})", re.IGNORECASE
)
_NAMED_AFTER_MARK = re.compile(
    rf"\b(?:{_LONG_NAMED})\b\s*(?:name|user(?:name)?|handle|id)?\s*[:=]\s*([A-Za-z][\w.]{{2,29}})"
    rf"|\b(?:{_LONG_NAMED})\s+(?:user(?:name)?|handle|name|id)\s+(?:is\s+)?([A-Za-z][\w.]{{2,29}})",
    re.IGNORECASE,
)
_ORDINARY_WORDS = """
account accounts ad ads advert adverts advertised advertising after all alone also and another
any app apps are as asked at audio been before being but by call called calls can chat chats
checked code contact contacts content conversation conversations could data decision decisions
declined deleted details did does down during election evidence exchanged few for found friend
friends from generated given group groups had handle handles has have her here him his how id
image images info into its just links live location log logged looked lost made map may meeting
message messaged messages messaging monitored more name named names nearby new no not nothing
now off offered offers once only onto open opened online out over page pages phone photo photos
picture pictures post posted posting posts private profile profiles public reel reels refused
report reported requests screenshot screenshots search seen sent set share shared she show
showed shown since site sites some stories story strong take taken team than that the their them
then there they this through thread today told too tonight traffic unit use used user username
users using video videos via was web weak were what when where which while who will with without
would yes you your cold fit out inspection team
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""What follows the name of a platform without being somebody's name there."""


def has_email(text: str) -> bool:
    """Whether an e-mail address is in a text, as such or in words."""
    if "@" in text and (_MAILED.search(text) or _WITHOUT_END.search(text)):
        return True
    return _may_spell_email(text) and bool(_SPELLED_MAIL.search(text) or _HIDDEN_AT.search(text))


def without_emails(text: str) -> str:
    """The text without addresses, whose parts look like links and like names on social media."""
    text = _MAILED.sub(" ", text) if "@" in text else text
    if not _may_spell_email(text):
        return text
    return _HIDDEN_AT.sub(" ", _SPELLED_MAIL.sub(" ", text))


def has_link(text: str) -> bool:
    """Whether a link or the bare name of a site is in a text."""
    if _DOTTED.search(text) is None:
        return False
    return bool(_LINKED.search(text) or _SPELLED_LINK.search(text))


def has_handle(text: str) -> bool:
    """Whether somebody's name on social media is in a text: @name, or beside a platform's name."""
    if "@" in text and _AT_NAME.search(text):
        return True
    called = [found[1] for found in _CALLED.finditer(text)]
    if any(name.rstrip(".").lower() not in _ORDINARY for name in called):
        return True
    if _PLATFORM.search(text) is None:
        return False
    if _NAMED.search(text):
        return True
    plain = [found[1] for found in _NAMED_PLAINLY.finditer(text)]
    marked = [found[1] or found[2] for found in _NAMED_AFTER_MARK.finditer(text)]
    return any(name.rstrip(".").lower() not in _ORDINARY for name in (*plain, *marked))


def _may_spell_email(text: str) -> bool:
    return _WITH_AT.search(text) is not None and _WITH_DOT.search(text) is not None
