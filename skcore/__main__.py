"""``python -m skcore`` is ``skcore``: for Windows machines where scripts are not on the path."""

from skcore.cli import main

if __name__ == "__main__":
    main()
