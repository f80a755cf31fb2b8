"""Addresses in texts and buttons: which of them Telegram takes for a link."""

import re

USER_LINK = re.compile(r"tg://user/?\?id=(\d+)$", re.IGNORECASE)
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
WEB = frozenset({"http", "https", "ftp"})
APP = frozenset({"tg", "ton", "tonsite"})


def user_id_in(url: str) -> int | None:
    """The person whom a tg://user link names."""
    match = USER_LINK.match(url)
    return int(match.group(1)) if match else None


def web_link(url: str) -> str | None:
    """The full address, or None when Telegram would not make a link of it."""
    return None if link_fault(url) else _full(url)


def link_fault(url: str) -> str | None:
    """What is wrong with an address, in Telegram's words; None when it is good."""
    full = _full(url)
    match = SCHEME.match(full)
    scheme = match.group(1).lower() if match else ""
    if scheme in APP:
        return None
    if scheme not in WEB:
        return "Unsupported URL protocol"
    rest = full[len(scheme) + 3 :]
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rsplit("@", 1)[-1].split(":")[0]
    if "." not in host.strip(".") or any(c.isspace() for c in full):
        return "Wrong HTTP URL"
    return None


def _full(url: str) -> str:
    url = url.strip()
    if not SCHEME.match(url):
        url = f"http://{url}"
    bare = re.match(r"[^:]+://[^/?#]*$", url)
    return f"{url}/" if bare and not url.lower().startswith(("tg:", "ton")) else url
