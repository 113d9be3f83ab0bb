"""Real JupyterLab, driven as people do: by mouse and by keyboard."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

import skcore

ROOT = Path(__file__).resolve().parents[2]
WAIT = 180_000  # milliseconds: a kernel starts slowly where much else runs
AXE = Path(__file__).parent / "axe" / "axe.min.js"
#: what the browser says by itself, whoever's page it is
_NOISE = re.compile(r"favicon|ResizeObserver|Autofocus|preload|jupyterlab_server|api/lsp|/api/news")

#: the kernel has done all that was asked of the board
SETTLED = "!document.querySelector('[data-waiting]')"
LISTED = """(words) => document.querySelector(".sk-board .sk-list").textContent
  .replaceAll("\u00a0", " ").includes(words)"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Lab:
    """A server of its own in a folder; nobody else's settings."""

    folder: Path
    port: int = field(default_factory=free_port)
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    process: Any = None

    def start(self) -> Lab:
        home = self.folder / ".jupyter-home"
        home.mkdir(parents=True)
        environment = {
            **os.environ,
            "HOME": str(home),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "run"),
            "IPYTHONDIR": str(home / "ipython"),
            "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", str(home / "mpl")),
            "PYTHONPATH": str(Path(skcore.__file__).parents[1]),
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += [
            f"--port={self.port}",
            "--ServerApp.ip=127.0.0.1",
            f"--notebook-dir={self.folder}",
        ]
        command += [
            f"--IdentityProvider.token={self.token}",
            "--LabApp.news_url=",
            "--expose-app-in-browser",
        ]
        log = (home / "log.txt").open("wb")
        self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        for _ in range(240):
            try:
                urllib.request.urlopen(self.address("api"), timeout=1).read()  # noqa: S310
                return self
            except OSError:
                time.sleep(0.25)
        raise RuntimeError((home / "log.txt").read_text()[-2000:])

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def notebook(self, name: str, *cells: str) -> Path:
        """Write a notebook of one cell per source."""
        path = self.folder / f"{name}.ipynb"
        made = new_notebook(cells=[new_code_cell(source) for source in cells])
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(made, path)
        return path

    def open(self, browser: Any, path: Path) -> Desk:
        """Open a notebook alone and run all its cells."""
        context = browser.new_context(viewport={"width": 1366, "height": 768}, bypass_csp=True)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        desk = Desk(page, path)
        page.on("console", lambda m: m.type == "error" and desk.said.append(m.text))
        page.on("pageerror", lambda error: desk.said.append(str(error)))
        where = path.relative_to(self.folder).as_posix()
        page.goto(
            self.address(f"lab/workspaces/{path.stem}/tree/{where}"), wait_until="domcontentloaded"
        )
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=WAIT)
        desk.run()
        return desk


@dataclass
class Desk:
    """One open notebook."""

    page: Any
    path: Path
    said: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Run all cells, and wait until the last one has its board."""
        page = self.page
        ready = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"
        page.wait_for_function(f"{ready} === 'idle'", timeout=WAIT)
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_selector(".sk-board", timeout=WAIT)
        page.wait_for_timeout(600)

    def press(self, *keys: str, until: str = "") -> None:
        """Press keys; after each the board opens what was chosen, and at last shows some words."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_function(SETTLED)
        if until:
            self.page.wait_for_selector(f"text={until}")

    @property
    def focused(self) -> str:
        """The words of the button that has the focus."""
        return str(self.page.evaluate("document.activeElement.textContent"))

    def listed(self, words: str) -> None:
        """Wait until some words stand in the list."""
        self.page.wait_for_function(LISTED, arg=words)

    @property
    def board(self) -> Any:
        return self.page.locator(".sk-board").last

    @property
    def cells(self) -> int:
        return int(self.page.evaluate("document.querySelectorAll('.jp-Notebook .jp-Cell').length"))

    def errors(self) -> list[str]:
        return [text for text in self.said if not _NOISE.search(text)]

    def save(self) -> str:
        """Save the notebook as its user does; return what is in the file."""
        before = self.path.stat().st_mtime_ns
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        for _ in range(100):
            if self.path.stat().st_mtime_ns != before:
                break
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(300)
        return self.path.read_text(encoding="utf-8")

    def axe(self) -> list[tuple[str, str]]:
        """What axe-core finds inside the output area of the board."""
        self.page.add_script_tag(path=str(AXE))
        result = self.page.evaluate(
            "axe.run(document.querySelector('.sk-board').closest('.jp-Cell-outputArea'))"
        )
        return [(v["id"], n["html"][:200]) for v in result["violations"] for n in v["nodes"]]

    def press_dd_everywhere(self) -> int:
        """Press the keys that delete a cell on every control; return how many there were."""
        page = self.page
        controls = page.locator(
            ".sk-board :is(button, select, input:not([type=file]), textarea, [tabindex='0'])"
        )
        total = 0
        for place in range(controls.count()):
            control = controls.nth(place)
            if not control.is_visible() or control.is_disabled():
                continue
            control.focus()
            if control.evaluate("node => node.matches('button, [tabindex]')"):
                for key in ("d", "d", "x", "a", "b"):
                    page.keyboard.press(key)
            elif control.evaluate(
                "node => node.matches('select, input[type=radio], input[type=checkbox]')"
            ):
                for key in ("d", "d"):
                    page.keyboard.press(key)
            else:
                continue
            total += 1
        page.wait_for_function(SETTLED)
        return total
