# make run: the demo site. make test: every test. `make help` lists the rest. What is longer than a line is in .ci/

.PHONY: run test check bench soak audit install lock clean help
.DEFAULT_GOAL := help

run: ## serve the demo site on http://127.0.0.1:8000 (PORT=8001 changes it, DISCUSS_DEMO=0 leaves the demo out)
	@exec .ci/site.sh

test: ## run all tests with everything they need (BACKENDS=sqlite asks for less, TESTS=tests/policy for some)
	@exec .ci/test.sh

check: ## formatting, lint, types, import contracts, templates
	@exec .ci/check.sh

bench: ## measure ratios side by side (TOPICS="threads posting" for some)
	@.ci/install.sh dev
	@exec .venv/bin/python -m benchmarks $(TOPICS)

soak: ## long trials: kills, bursts, migrations cut off, leaks
	@.ci/install.sh dev
	@exec .venv/bin/python -m pytest tests/trials --soak --timeout=3600 -p no:xdist

audit: ## ask whether a dependency has a known fault (needs the network), and list them all in var/sbom.json
	@exec .ci/audit.sh

install: ## make .venv with the locked dependencies and the command .venv/bin/discuss
	@exec .ci/install.sh runtime

lock: ## write the lock files from pyproject.toml (UPGRADE=1 takes the newest of everything)
	@exec .ci/lock.sh

clean: ## remove .venv and caches; var/ holds the site's data and stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@sed -n 's/^\([a-z]*\): ## /\1	/p' Makefile
