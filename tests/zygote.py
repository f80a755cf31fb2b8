"""A process that has loaded the bot and forks a ready one for each request; see `tests.forked`."""

from __future__ import annotations

import gc
import json
import os
import runpy
import socket
import sys
import traceback
import warnings
from importlib import import_module
from typing import Any


def serve(control: socket.socket) -> None:
    """Answer requests until the other side has gone."""
    while True:
        message, files, _, _ = socket.recv_fds(control, 65_536, 2)
        if not message:
            return
        asked = json.loads(message)
        if "wait_for" in asked:
            _, status = os.waitpid(asked["wait_for"], 0)
            control.sendall(json.dumps(os.waitstatus_to_exitcode(status)).encode())
            continue
        pid = os.fork()
        if pid == 0:
            control.close()
            os._exit(_run(asked, files))
        for each in files:
            os.close(each)
        control.sendall(json.dumps(pid).encode())


def _run(asked: dict[str, Any], files: list[int]) -> int:
    """What `python -m` would do, in this environment and folder; the exit code."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in enumerate((nothing, *files)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    sys.argv = [asked["module"], *asked["words"]]
    code = 0
    try:
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    warnings.simplefilter("error")
    for name in ("bot.app", "bot.__main__", "config.areas"):
        import_module(name)
    # Run as a program it is loaded once more, which is then no surprise.
    del sys.modules["bot.__main__"]
    # What is loaded is shared with every fork, as long as nobody looks through it for garbage.
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
