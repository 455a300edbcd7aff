"""How far a long build has come, for somebody who waits at a terminal."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import Any

import click

# What takes less is over before one would have read it.
PATIENCE = 1.0


class Progress:
    """Counts pages in a bar on the standard error stream, if that is a terminal and the build takes a while.

    Called after each page with the step and the number of pages; each step has a bar of its own.  NO_PROGRESS in the
    environment takes the bars away.
    """

    def __init__(self, *, is_shown: bool) -> None:
        self.is_shown = is_shown and sys.stderr.isatty() and not os.environ.get("NO_PROGRESS")
        self.started = time.monotonic()
        self.step = ""
        self.done = 0
        self.bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def __call__(self, step: str, total: int) -> None:
        if not self.is_shown:
            return
        if step != self.step:
            self._close()
            self.step, self.done = step, 0
        self.done += 1
        if self.bar is not None:
            self.bar.update(1)
        elif time.monotonic() - self.started >= PATIENCE and self.done < total:
            self.bar = click.progressbar(length=total, label=f"{step:10} pages", show_pos=True, file=sys.stderr)
            self.bar.__enter__()
            self.bar.update(self.done)

    def _close(self) -> None:
        if self.bar is not None:
            self.bar.__exit__(None, None, None)
            self.bar = None
