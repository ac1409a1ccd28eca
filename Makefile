# The two commands: `make demo` does the whole job on the sample round, `make test` runs every check.
# uv makes the environment where it is installed, venv and pip where it is not; both take the lock.

PYTHON ?= python3
APP ?= 1
ROUND ?= build/demo

BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

OLDEST := build/duckdb-1.5

PEERS := build/peers

.PHONY: demo test test-oldest gate lock clean chaos peers

.venv/.ready: pyproject.toml uv.lock requirements.lock
ifneq ($(UV),)
	uv sync --frozen --quiet
else
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
endif
	@touch $@

demo: .venv/.ready
	@rm -rf $(ROUND)
	@mkdir -p $(dir $(ROUND))
	$(BIN)/foi init $(ROUND) --request data/rounds/sample/request.txt --title "Sample round: students' social media"
	$(BIN)/foi import $(ROUND) data/rounds/sample/letters --authorities data/rounds/sample/authorities.csv --mapping data/rounds/sample/files.csv
	$(BIN)/foi classify $(ROUND) --model rules
	$(BIN)/foi status $(ROUND)
ifneq ($(APP),0)
	$(BIN)/foi review $(ROUND)
endif

test: .venv/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
# A worker a core. Playwright keeps an event loop running in its process, so its tests have one of their own.
	$(BIN)/pytest -n auto -m "not browser"
	$(BIN)/pytest -m browser

# The store's tests on the oldest DuckDB that is supported, which lies beside the environment and goes before it.
test-oldest: .venv/.ready $(OLDEST)/.ready
	PYTHONPATH=$(OLDEST) $(BIN)/pytest tests/test_store*.py

$(OLDEST)/.ready:
ifneq ($(UV),)
	uv pip install --quiet --no-deps --target $(OLDEST) duckdb==1.5.5
else
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --target $(OLDEST) duckdb==1.5.5
endif
	@touch $@

# The evaluation against eval/baseline.json: fails where a change makes the results worse.
gate: .venv/.ready
	$(BIN)/python -m eval gate --report reports/gate

# What the benchmark of asking a model compares with; `python -m eval.benchmarks.llm` finds it there.
peers: $(PEERS)/.ready

$(PEERS)/.ready: eval/benchmarks/llm/peers.txt
ifneq ($(UV),)
	uv venv --quiet --clear $(PEERS)
	uv pip install --quiet --python $(PEERS)/bin/python -r $<
else
	$(PYTHON) -m venv --clear $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check -r $<
endif
	@touch $@

chaos: .venv/.ready
	$(BIN)/python -m eval.benchmarks.chaos

lock:
	uv lock
	uv export --quiet --frozen --no-hashes --no-emit-project --no-annotate --output-file requirements.lock
	@sed -i.bak '/^#/d' requirements.lock && rm requirements.lock.bak

clean:
	rm -rf .venv build reports .mypy_cache .ruff_cache .pytest_cache
