# Everything a newcomer needs: `make run` and `make test`. uv is fetched into .uv/ if the machine has none.
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
export DO_NOT_TRACK = 1
export GX_ANALYTICS_ENABLED = false

.DEFAULT_GOAL := help
.PHONY: help setup run lineage test scores bench lint types validate sample schemas clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/python -m pip install --quiet uv

setup: $(filter .uv/bin/uv,$(UV)) ## Install everything from the lock file
	$(UV) sync --quiet --frozen

run: setup ## Run the two sample initiatives, from their partners' data to a published release each
	$(UV) run --frozen common-measure run initiatives/cradle_to_career
	$(UV) run --frozen common-measure run initiatives/pandemic_relief

lineage: setup ## Open the lineage page at http://127.0.0.1:3000, with the runs of ./data
	mkdir -p data/dagster && cp -n pipelines/dagster.yaml data/dagster/
	DAGSTER_HOME=$(CURDIR)/data/dagster $(UV) run --frozen dg dev

test: setup ## Run the whole test suite
	$(UV) run --frozen pytest

scores: setup ## Read the corpus of messy files and hold the score of each kind
	$(UV) run --frozen pytest tests/benchmarks/test_messy_files.py -m benchmark -s

bench: setup ## Measure what tests/benchmarks claims, as ratios
	$(UV) run --frozen pytest tests/benchmarks -m benchmark -s

lint: setup ## Check style and imports
	$(UV) run --frozen ruff check .
	$(UV) run --frozen ruff format --check .

types: setup ## Check types
	$(UV) run --frozen mypy

validate: setup ## Check that every code location of the workspace loads
	$(UV) run --frozen dagster definitions validate -w workspace.yaml

sample: setup ## Generate the sample initiative's data anew
	$(UV) run --frozen python -m pipelines.sample.generate

schemas: setup ## Write the JSON Schemas of the initiative folder anew
	$(UV) run --frozen python -m pipelines.initiative.json_schemas

clean: ## Remove what runs leave behind
	rm -rf data dbt_project/target .pytest_cache .ruff_cache .mypy_cache
