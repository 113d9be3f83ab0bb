"""``python -m skcore`` is ``skcore``: for Windows machines where scripts are not on the path."""

import _thread
import os
import sys
import threading
from typing import Any

# matrices are small here: threads of the linear algebra take a fifth more time and gain none, and
# with one the numbers do not hang on how many cores a machine has; read when numpy is loaded
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _heard(ignored: Any) -> None:
    """Tell of what Python ignores; Ctrl-C at a moment when nothing can be raised is given again."""
    if issubclass(ignored.exc_type, KeyboardInterrupt):
        threading.Timer(0.01, _thread.interrupt_main).start()  # here it would be ignored again
    else:
        sys.__unraisablehook__(ignored)


def main() -> None:
    """Entry point: Ctrl-C while we are still loading ends it without a word, too."""
    sys.unraisablehook = _heard
    try:
        from skcore.cli import main as begin

        begin()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
