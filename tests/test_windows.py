"""What Windows does otherwise, as far as it can be tried elsewhere."""

from __future__ import annotations

import ast
import errno
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from killing import content
from small_study import study_file
from typer.testing import CliRunner

import skcore
import skcore.storage
from skcore.cli import app
from skcore.commands.slides import file_name, make_decks
from skcore.errors import SkcoreError
from skcore.storage import UNFINISHED, in_words, locked, move, write_whole

PACKAGE = Path(skcore.__file__).parent
OURS = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
#: modules, and names of `os` and `signal`, that Windows lacks
MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios"}
MODULES |= {"crypt", "curses", "tty"}
NAMES = {
    *("chown", "chroot", "confstr", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid"),
    *("getgid", "getgroups", "getloadavg", "getpgid", "getpgrp", "getpriority", "getsid", "getuid"),
    *("killpg", "lchown", "lockf", "mkfifo", "mknod", "nice", "openpty", "pread", "pwrite"),
    *("sched_getaffinity", "sched_setaffinity", "sendfile", "setgid", "setpgid", "setsid"),
    *("setuid", "statvfs", "sync", "sysconf", "tcgetpgrp", "ttyname", "uname", "wait", "wait3"),
    *("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "WNOHANG"),
    *("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGTSTP", "SIGUSR1"),
    *("SIGUSR2", "alarm", "pause", "pthread_kill", "setitimer", "sigtimedwait", "sigwait"),
}


def elsewhere(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything but what is done where it is not Windows."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) == "sys.platform == 'win32'":
            waiting += node.body
        else:
            waiting += ast.iter_child_nodes(node)


def posix_only(source: str) -> list[str]:
    found = []
    for node in elsewhere(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in MODULES]
        elif isinstance(node, ast.ImportFrom):
            found += [str(node.module)] if node.module in MODULES else []
            if node.module in ("os", "signal"):
                found += [alias.name for alias in node.names if alias.name in NAMES]
        elif isinstance(node, ast.Attribute) and node.attr in NAMES:
            found += [node.attr] if ast.unparse(node.value) in ("os", "signal") else []
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += re.findall("%-[A-Za-z]", node.value)  # of strftime
        elif isinstance(node, ast.Call) and not any(k.arg == "encoding" for k in node.keywords):
            name = ast.unparse(node.func).rpartition(".")[2]
            texts = {"read_text", "write_text"}
            if name in texts and len(node.args) < 1 + (name == "write_text"):
                found.append(f"{name} without encoding")
            modes = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if ast.unparse(node.func) == "open" and not any("b" in str(m) for m in modes):
                found.append("open without encoding")
    return found


def test_nothing_of_ours_calls_what_windows_lacks() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): calls
        for path in PACKAGE.rglob("*.py")
        if (calls := posix_only(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("import fcntl", "fcntl"),
        ("from os import fork", "fork"),
        ("import os\nos.fork()", "fork"),
        ("def f():\n    import signal\n    signal.SIGKILL", "SIGKILL"),
        ("if sys.platform == 'win32':\n    import pwd\nelse:\n    import grp", "pwd"),
        ("day.strftime('%-d')", "%-d"),
        ("open('x')", "open without encoding"),
        ("path.read_text()", "read_text without encoding"),
    ],
)
def test_what_windows_lacks_is_found(source: str, call: str) -> None:
    assert posix_only(source) == [call]


# --- names and paths


@pytest.mark.parametrize("unit", ["con", "AUX", "Nul", "com1", "LPT9", "com²", "con.", " prn "])
def test_no_file_has_the_name_of_a_device(unit: str) -> None:
    plain = unit.strip(" .").lower()
    assert file_name(unit, {}) == f"{plain}-x"
    assert file_name(f"{plain}-x", {f"{plain}-x": unit}) == f"{plain}-x-2"


def answers(units: str) -> list[tuple[Any, ...]]:
    draw = random.Random(6)  # noqa: S311 - any answers do
    return [
        ("2025", unit, "employee", *(draw.randint(1, 5) for _ in range(4)))
        for unit in units.split()
        for _ in range(12)
    ]


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of workplaces with the names of devices, and its decks."""
    home = tmp_path_factory.mktemp("devices")
    make_decks(study_file(home, answers("con aux com1 north")), out=home / "out", jobs=1)
    return home


def test_decks_of_such_workplaces_are_made(devices: Path) -> None:
    made = {path.stem for path in (devices / "out" / "workplaces").glob("*.html")}
    assert made == {"con-x", "aux-x", "com1-x", "north"}
    assert CliRunner().invoke(app, ["verify", str(devices / "out")]).output.strip() == "OK"


def test_a_path_that_is_too_long_is_told_in_one_sentence(devices: Path, tmp_path: Path) -> None:
    long = str(tmp_path / "x" / ("o" * 300))
    for words in (["slides"], ["handouts"], ["codebook"]):
        asked = [*words, str(devices / "study.toml"), "--out", long]
        result = CliRunner().invoke(app, asked)
        assert result.exit_code == 1, result.output
        assert isinstance(result.exception, SystemExit), result.exception
        assert "is too long for this computer" in result.output
        assert len(result.output.strip().splitlines()) == 1


def test_windows_says_of_a_long_path_that_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skcore.storage, "_LONGEST", 247)
    place = f"C:/{'slides/' * 40}{UNFINISHED}1234/deck.html"
    for file, said in ((place, "for lang for computeren"), ("C:/x", "kan ikke skrives")):
        with pytest.raises(SkcoreError, match=said), in_words("da"):
            raise FileNotFoundError(errno.ENOENT, "not there", file)


# --- files that others hold


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Storage as on Windows: locks on bytes of a file."""
    held: dict[int, int] = {}

    def locking(handle: int, _: int, many: int) -> None:
        held.pop(handle, None)  # of a file that was closed
        if os.fstat(handle).st_ino in held.values():
            raise OSError(errno.EACCES, "locked")
        held[handle] = os.fstat(handle).st_ino

    monkeypatch.setattr(skcore.storage, "sys", SimpleNamespace(platform="win32"))
    clock = SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _: None)
    monkeypatch.setattr(skcore.storage, "time", clock)
    monkeypatch.setattr(skcore.storage, "_WAIT", -1.0)
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))


@pytest.mark.usefixtures("windows")
def test_a_folder_is_held_by_a_file_in_it_that_goes_afterwards(tmp_path: Path) -> None:
    with locked(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [".skcore.lock"]
        with (
            pytest.raises(SkcoreError, match=r"^Another run is at work"),
            in_words("en"),
            locked(tmp_path),
        ):
            raise AssertionError
    assert not list(tmp_path.iterdir())
    with locked(tmp_path):
        pass


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("times", [2, 9])
def test_a_virus_scanner_that_holds_a_file_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    write_whole(tmp_path / "old", b"old")
    write_whole(tmp_path / "new", b"new")
    replace, tried = Path.replace, []

    def held(self: Path, target: Path) -> Path:
        tried.append(self)
        if len(tried) <= times:
            raise PermissionError(errno.EACCES, "held", str(self), None, str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    if times < 4:
        move(tmp_path / "new", tmp_path / "old")
        assert (tmp_path / "old").read_bytes() == b"new"
        return
    with (
        pytest.raises(SkcoreError, match=r"old' cannot be written: either it is open"),
        in_words("en"),
    ):
        move(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old").read_bytes() == b"old"


@pytest.mark.usefixtures("windows")
def test_decks_open_in_powerpoint_are_named_and_nothing_is_half_done(
    devices: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(shutil.copytree(devices, tmp_path / "home"))
    before = content(home)
    opened = Path.open

    def held(self: Path, *args: Any, **options: Any) -> Any:
        if self.name in ("north.html", "con-x.xlsx") and UNFINISHED not in str(self):
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", held)
        said = r"In '.*out', workplaces/con-x\.xlsx, workplaces/north\.html cannot be replaced"
        with pytest.raises(SkcoreError, match=said):
            make_decks(home / "study.toml", out=home / "out", theme="dark", jobs=1)
    assert {n: c for n, c in content(home).items() if UNFINISHED not in n} == before
    made = make_decks(home / "study.toml", out=home / "out", theme="dark", jobs=1)
    assert not made.failed
    assert not list(home.rglob(f"{UNFINISHED}*"))
    assert not list(home.rglob(".skcore.lock"))


# --- consoles, line ends, processes

_ALL = """
import sys
from skcore.__main__ import main
home = {home!r}
study, out = home + "/study.toml", home + "/made"
for words in (
    ["check", study], ["explain", study], ["slides", study, "--units", "none"],
    ["handouts", study, "--units", "none", "--only", "letter", "--out", home + "/ark"],
    ["codebook", study], ["export", study],
    ["questionnaire", "who-5", "--to", "limesurvey", "--out", home + "/form.txt"],
    ["instrument", "check", home + "/one.toml"], ["new", home + "/ny"], ["check", home + "/no"],
    ["verify", home + "/slides", study], ["slides", "--help"],
):
    sys.argv = ["skcore", *words, *(["--out", home + "/slides"] if "none" == words[-1] else [])]
    try:
        main()
    except SystemExit as ended:
        print("ended", words[0], ended.code)
"""


@pytest.mark.whole
def test_a_console_that_knows_few_letters_stops_no_command(tmp_path: Path) -> None:
    home = tmp_path / "Ωmega ☃"
    path = study_file(home, answers("a b c d"))
    text = path.read_text(encoding="utf-8").replace('"T"', '"Ω og ☃ – å"')
    path.write_text(text.replace('language = "en"', 'language = "da"'), encoding="utf-8")
    script = tmp_path / "all.py"
    script.write_text(_ALL.format(home=str(home)), encoding="utf-8")
    told = {**OURS, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, env=told, check=False)
    said, wrong = ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8")
    assert "Traceback" not in wrong, wrong
    assert ran.returncode == 0, wrong
    ends = dict(line.split()[1:] for line in said.splitlines() if line.startswith("ended "))
    codes = [line for line in said.splitlines() if line.startswith("ended ")]
    assert len(codes) == 12, codes
    assert {words: code for words, code in ends.items() if code not in ("0", "None")} == {
        "check": "1"  # of the file that is not there
    }, said + wrong
    assert "Ωmega ☃" in said


def test_line_ends_of_windows_are_no_change(devices: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(devices, tmp_path / "home"))
    before = json.loads((home / "out" / "manifest.json").read_text(encoding="utf-8"))
    for name in ("study.toml", "one.toml", "responses.csv", "units.csv"):
        file = home / name
        start = b"\xef\xbb\xbf" if name.endswith(".csv") else b""
        file.write_bytes(start + file.read_bytes().replace(b"\n", b"\r\n"))
    make_decks(home / "study.toml", out=home / "out", jobs=1)
    after = json.loads((home / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert after["shown"] == before["shown"]
    ledgers = [json.loads(file.read_text("utf-8")) for file in home.glob("*.ledger.json")]
    assert all(len(ledger["releases"]) == 1 for ledger in ledgers), "taken for another release"


_SPAWNED = """
import multiprocessing
multiprocessing.set_start_method("spawn")
from skcore.commands.slides import make_decks
make_decks({study!r}, out={out!r}, jobs=2)
print("once")
"""


@pytest.mark.whole
def test_processes_that_begin_anew_make_the_same_decks(devices: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(devices, tmp_path / "home"))
    script = tmp_path / "script.py"
    told = {"study": str(home / "study.toml"), "out": str(home / "out")}
    script.write_text(_SPAWNED.format(**told), encoding="utf-8")  # no `if __name__`
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, env=OURS
    )
    assert (ran.stdout, ran.stderr) == ("once\n", "")
    assert {n.partition("/")[2]: c for n, c in content(home).items()} == {
        n.partition("/")[2]: c for n, c in content(devices).items()
    }
