# Each target sets up what it needs: a virtual environment in .venv, from the lock file.
PYTHON ?= python3
BIN := .venv/bin
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
# Where this is set, as containers do, every process compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run serve test check exhaustive bench docs pictures install lint types security audit lock clean

CODE := blocks deployments flows sql tasks docs

run: install
	@$(BIN)/customs-risk run

serve: install
	@$(BIN)/customs-risk serve

test: lint
	@$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder

# The inner loop: style, types, and the tests of rules.
check: types
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not stores and not real_data and not exhaustive" tests/tasks tests/sql

# All property tests with other examples each time, and those with thousands of them.
exhaustive: install
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder --hypothesis-profile searching -m "exhaustive or hypothesis"

bench: install
	@$(BIN)/python -m benchmarks

docs: install
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict --config-file docs/mkdocs.yml
	@echo "The documentation is in docs/site/index.html"

# Pictures of the desk for the documentation: simulates a trade the first time, and drives Chromium.
pictures: install
	@$(BIN)/python -m docs.desk_pictures

lint: install
	@$(MAKE) --no-print-directory -j2 types security

types: install
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy --no-error-summary

# Weak spots and secrets in the code. Bandit warns wrongly of reasons that stand over several lines. The scan for secrets
# ends with 3 where a known one only moved to another line.
security: install
	@$(BIN)/bandit --quiet --recursive --skip B101 $(CODE) 2>/dev/null
	@cp .secrets.baseline .venv/secrets.baseline
	@found=$$($(BIN)/detect-secrets-hook --baseline .venv/secrets.baseline $$(git ls-files $(CODE))) \
		|| [ $$? -eq 3 ] || { echo "$$found"; exit 1; }

# Known faults of the packages we build on: asks the advisories' server, and says so where it cannot be reached.
# Installed here alone, for it brings a pip of its own, which an installation must not change to meanwhile.
audit: install
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip-audit>=2.9"
	@$(BIN)/pip-audit --requirement requirements.lock --strict --no-deps --disable-pip --progress-spinner off --timeout 10 \
		|| { echo "Not audited, or with the faults above: where no server answered, run make audit where it can be reached."; exit 1; }

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: name it with make PYTHON=…"; exit 1; }
	@echo "Setting up .venv from requirements.lock (a minute or two) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock:
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra development --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock

clean:
	@rm -rf .venv .customs-risk
