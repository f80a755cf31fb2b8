"""python -m sandbox: a local Bot API server with a page of phones and a movable clock."""

import argparse
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sandbox.server import DEFAULT_TOKEN, create_app, create_server


def main() -> None:
    """Read the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--state", type=Path, help="keep the state in this file")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the bot's token")
    parser.add_argument("--limits", choices=("on", "off"), default="on")
    parser.add_argument(
        "--starts",
        type=_instant,
        help="what a new one's clock shows, such as 2031-03-03T09:00Z",
    )
    chosen = parser.parse_args()
    is_limited = chosen.limits == "on"
    app = create_app(chosen.token, chosen.state, limits=is_limited, starts=chosen.starts)
    sys.stderr.write(f"The sandbox is at http://{chosen.host}:{chosen.port}/\n")
    with suppress(KeyboardInterrupt):
        create_server(app, chosen.host, chosen.port).run()


def _instant(text: str) -> datetime:
    """An instant of ISO 8601; one without a zone is in UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
