"""What makes the whole run quicker, and changes nothing that a test sees."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from _pytest.terminal import TerminalReporter
from hypothesis import HealthCheck, settings

from tests import compiled, quick_http


def pytest_configure() -> None:
    """Spare each client of the plays what it does not need; let the gate be the same each time."""
    # Nothing here speaks TLS, and reading the world's certificates takes each client 20 ms. A
    # folder without any is looked into only when one is needed.
    os.environ.pop("SSL_CERT_FILE", None)
    os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)

    compiled.share()
    quick_http.use()

    # The gate tries the same examples each time, and more of them would find no more; everybody
    # else's runs look for new ones, and `make test-long` for many. How long one takes says more of
    # who else is on the machine than of the code.
    usual = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("gate", usual, derandomize=True)
    settings.register_profile("here", usual)
    settings.register_profile("long", usual, max_examples=1000)
    here = "gate" if os.environ.get("CI") else "here"
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", here))


def pytest_collection_finish() -> None:
    """Leave what was loaded out of every later collection of garbage, as the bot does."""
    gc.freeze()
    # What a test leaves behind is a few thousand objects; looking for it all the time takes longer.
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print the figures that a test has measured, whichever process it ran in."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, printed in getattr(report, "user_properties", ()):
                if name == "printed":
                    terminalreporter.section("measured")
                    terminalreporter.write_line(printed)
