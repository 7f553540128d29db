# forbear: `make demo` shows the main job, `make test` proves it. Both set up everything they need.
PY3 ?= python3
BIN := .venv/bin
ARGS ?=
.PHONY: demo test quick check bench docs lock clean

.venv/.lock-sha: requirements.lock pyproject.toml bootstrap.py
	@$(PY3) bootstrap.py

demo: .venv/.lock-sha  ## the embedded campaign, a simulated audience, API and dashboard
	@$(BIN)/forbear demo $(ARGS)

test: check  ## everything: style, types, import contract, then every test with the pages in a browser
	@$(PY3) bootstrap.py --browser
	$(BIN)/python -m pytest $(ARGS)

quick: .venv/.lock-sha  ## the tests that take seconds
	$(BIN)/python -m pytest -m "not slow" $(ARGS)

check: .venv/.lock-sha  ## style, types, import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/.lock-sha  ## speed, as ratios against a named reference measured in the same run
	$(BIN)/python -m benchmarks $(ARGS)

docs: .venv/.lock-sha  ## write the reference pages that follow from the code
	$(BIN)/python -m dashboards.pages

lock: .venv/.lock-sha  ## pin the newest versions that pyproject.toml allows, with hashes, naming no host
	.tools/bin/uv pip compile -q pyproject.toml --universal --python-version 3.12 --upgrade \
	  --group test --group build --group check --generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis
