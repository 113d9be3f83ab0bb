# Two commands: `make slides` and `make test`. Both make their own environment in .venv first.
PYTHON ?= python3
VENV := .venv
LOWEST := $(VENV)/lowest
ARROW := $(VENV)/arrow
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready
# what rests on libraries most: reading, statistics, figures, slides, files for other programs
ON_LIBRARIES := tests/imports tests/test_association*.py tests/test_evaluation*.py $(foreach name,reliability \
  absence_months absence_spells aggregation columns instruments registers responses scoring workbook slides pptx \
  likert questionnaire decks,tests/test_$(name).py)
STUDY ?= data/sample/study.toml
OUT ?= out/slides

.DEFAULT_GOAL := help
.PHONY: help slides test test-whole test-lowest test-arrow test-deep lint notebooks docs golden benchmarks lock clean

help: ## what can be made
	@echo "make slides       the decks of STUDY=$(STUDY), into OUT=$(OUT)"
	@echo "make test         the tests, about five minutes on two cores"
	@echo "make test-whole   those that take a browser, a Jupyter kernel, other processes, long rows of studies or all files of a command (.ci/run runs them)"
	@echo "make test-lowest  what rests on libraries, with the lowest versions that pyproject.toml declares"
	@echo "make test-arrow   tables of polars and Arrow, and pandas with its texts kept by Arrow"
	@echo "make test-deep    all, with the long property runs"
	@echo "make lint         ruff and mypy"
	@echo "make notebooks    run the three notebooks and export each as a deck into out/notebooks"
	@echo "make docs         the documentation, into docs/_build/html"
	@echo "make golden       recompute the golden values (needs R and its packages)"
	@echo "make benchmarks   timings against named peers"
	@echo "make lock         pin every dependency anew (needs uv)"
	@echo "make clean        remove .venv and out"

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(None if sys.version_info >= (3, 11) else 'skcore needs Python 3.11 or newer: make PYTHON=python3.11 ...')"
	@echo "Setting up $(VENV): two to four minutes the first time ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	$(BIN)/python -c "import pathlib; pathlib.Path('$(READY)').touch()"
	@echo "$(VENV) is ready."

slides: $(READY) ## decks of the study
	$(BIN)/skcore slides $(STUDY) --out $(OUT)

# compiled once, our code serves all processes that tests start
test test-whole test-lowest test-deep: export PYTHONDONTWRITEBYTECODE =

# a file stays in one process, so that what its tests share is made once
test: $(READY) ## the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not deep and not browser and not whole"

test-whole: $(READY) ## browser, kernels, long rows of studies (needs Chromium)
	$(BIN)/python -m pytest -n 2 -m "(browser or whole) and not deep"

test-lowest: ## what rests on libraries, with the lowest versions that pyproject.toml declares
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOWEST)/bin/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --editable '.[dev]'
	$(LOWEST)/bin/python -m pytest -n 2 --dist loadfile -m "not deep and not browser and not whole" $(ON_LIBRARIES)

# beside the environment and not in it: users have no Arrow, and texts are then kept in another way
test-arrow: $(READY) ## tables of polars and Arrow, and pandas with its texts kept by Arrow
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $(ARROW) 'polars~=2.1' 'pyarrow~=26.0'
	PYTHONPATH=$(CURDIR)/$(ARROW) $(BIN)/python -m pytest -n 2 --dist loadfile -m "not deep and not browser and not whole" \
	  tests/imports $(foreach name,inputs responses study registers aggregation disclosure_plan release,tests/test_$(name).py)

test-deep: $(READY)
	$(BIN)/python -m pytest -n 2

lint: $(READY) ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32

notebooks: $(READY)
	$(BIN)/python -m jupyter nbconvert --execute --ExecutePreprocessor.store_widget_state=False --to meeting-slides --output-dir out/notebooks notebooks/1_measurement.ipynb notebooks/2_dialogue.ipynb notebooks/3_evaluation.ipynb

docs: $(READY) ## the documentation, into docs/_build/html
	$(BIN)/python -m jupyter nbconvert --execute --ExecutePreprocessor.store_widget_state=False --to notebook --output-dir docs/notebooks notebooks/1_measurement.ipynb notebooks/2_dialogue.ipynb notebooks/3_evaluation.ipynb
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

golden: $(READY)
	$(BIN)/python tests/golden/make_golden.py

benchmarks: $(READY)
	$(BIN)/python -m pytest benchmarks --benchmark-only

lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --output-file requirements.lock

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(d, ignore_errors=True) for d in ('$(VENV)', 'out')]"
