"""python -m sandbox: a local Bot API server with a page of phones and a movable clock."""

import argparse
import sys
from contextlib import suppress
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
    chosen = parser.parse_args()
    app = create_app(chosen.token, chosen.state, limits=chosen.limits == "on")
    sys.stderr.write(f"The sandbox is at http://{chosen.host}:{chosen.port}/\n")
    with suppress(KeyboardInterrupt):
        create_server(app, chosen.host, chosen.port).run()


if __name__ == "__main__":
    main()
