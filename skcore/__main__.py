"""``python -m skcore`` is ``skcore``: for Windows machines where scripts are not on the path."""

import sys


def main() -> None:
    """Entry point: Ctrl-C while we are still loading ends it without a word, too."""
    try:
        from skcore.cli import main as begin

        begin()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
