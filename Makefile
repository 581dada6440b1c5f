# Two commands to know: `make demo` serves the portal with example data, `make test` proves it.
# PYTHON=python3.12 picks another interpreter, PORT=8010 another port.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
export PORT

.PHONY: demo test setup check bench fuzz lock messages

demo:
	@$(PYTHON) deploy/setup.py prod
	@$(BIN)/python deploy/demo.py

setup:
	@$(PYTHON) deploy/setup.py

test: setup
	@$(BIN)/python tests/run.py

check: setup
	@$(BIN)/python .ci/check.py

bench: setup
	@$(BIN)/python -m bench

fuzz: setup
	@HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -n 2 --timeout 0 -o faulthandler_timeout=0 -m "fuzz or hypothesis"

# Resolve the .in files anew and write the locks, hashes and all; needs uv.
lock:
	@$(PYTHON) deploy/lock.py

# Collect the msgids of code and templates into locale/; needs GNU gettext.
messages: setup
	@$(BIN)/python .ci/messages.py
