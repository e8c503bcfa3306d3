# Two commands run everything: `make playground` tries the product, `make test` tests it. Both need Python 3.11+ and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: install playground test check lint types imports lock-check lock docs messages deploy faults kills soak slow long pictures clean

install: $(STAMP)

# What builds comes first and everything is hashed, so that no build step fetches anything of its own choice.
$(STAMP): requirements/build.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; try make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@echo "Setting up $(VENV); this takes about a minute, once."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP_INSTALL) --require-hashes -r requirements/build.txt
	@$(PIP_INSTALL) --require-hashes --no-build-isolation -r requirements/dev.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot
	@touch $(STAMP)

playground: install
	@$(BIN)/backfill-bot playground $(ARGS)

test: install
	$(BIN)/pytest -q -n 2 -m "not browser and not postgres and not slow" $(ARGS)

check: install lint types imports lock-check docs messages deploy slow
	@echo "All checks passed."

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/hadolint Dockerfile

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports --no-cache

lock-check: install
	@$(BIN)/python -m ci.lock --check

docs: install
	@$(BIN)/python -m ci.configuration --check
	@$(BIN)/python -m ci.reference --check

messages: install
	@$(BIN)/python -m ci.messages --check

deploy: install
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec deploy/compose.yaml
	$(BIN)/kubernetes-validate --strict --quiet deploy/kubernetes.yaml

# Kills acts at every step boundary on both databases, and waits for minutes where people would; about half an hour.
long: install
	@ci/system-packages postgresql
	$(BIN)/pytest -q -n 2 -m long $(ARGS)

# Every fault of DataWorks, Slack, the process, the database and the clock, a row each; about fifteen minutes. As root:
# two of the rows fill a disk of their own.
faults: install
	@ci/system-packages postgresql gcc libc6-dev
	$(BIN)/python -m tests.faults $(ARGS)

# kill -9 at 200 random moments on each store; about half an hour.
kills: install
	@ci/system-packages postgresql
	$(BIN)/python -m tests.faults.kills $(ARGS)

# Two hours of people and faults at random, over both deliveries.
soak: install
	@ci/system-packages postgresql
	$(BIN)/python -m tests.faults.soak $(ARGS)

lock: install
	@$(BIN)/python -m ci.lock

# Chromium and PostgreSQL come from the system's packages; nothing is skipped where they are missing.
slow: install
	@ci/system-packages chromium postgresql fonts-noto-cjk
	$(BIN)/pytest -q -n 2 -m "(browser or postgres or slow) and not long" $(ARGS)

# The pictures of the README and of docs, taken anew.
pictures: install
	BACKFILL_SCREENSHOTS=build/screenshots $(BIN)/pytest -q tests/browser/test_conversation.py
	cp build/screenshots/conversation.png docs/images/conversation.png
	$(BIN)/python -m tests.browser.gallery.drawn docs/images/tasks.png

# Every view and message in both languages, to look at: build/gallery/en/index.html and build/gallery/zh/index.html.
gallery: install
	@ci/system-packages chromium fonts-noto-cjk
	$(BIN)/python -m tests.browser.gallery $(ARGS)

clean:
	rm -rf $(VENV) build dist
