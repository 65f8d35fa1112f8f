# The only list of commands. Each creates the environment by itself.

PYTHON ?= python3
BIN := .venv/bin
# -E and -X utf8: what a user has set for other Pythons changes nothing here.
RUN := $(BIN)/python -E -X utf8

.DEFAULT_GOAL := help
.PHONY: help book lab check grade test exercises notebooks answers budget
.PHONY: put-back new-chapter format lock clean
.DELETE_ON_ERROR:

help: ## this list
	@echo "make COMMAND"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-13s%s\n", $$1, $$2}' Makefile
	@echo
	@echo "ONLY=02-optimize: with book, check, grade, notebooks, answers and budget."
	@echo "PYTHON=python3.12, where python3 is not the one you want."

# A file, so that nothing is done while it is newer than the lock.
.venv/.lock: requirements.txt tools/environment.py
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "There is no '$(PYTHON)' here. \
	Install Python 3.11 to 3.13, or name yours: make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -E tools/environment.py

book: .venv/.lock ## build the site and say where to open it (SERVE=1 serves it)
	@$(RUN) -m tools.book $(if $(SERVE),--serve) $(if $(ONLY),--only $(ONLY))

lab: .venv/.lock ## open JupyterLab on your own copy of the exercises, in my-work/
	@$(RUN) -m tools.lab

check: .venv/.lock ## say which of your answers in my-work/ pass the visible tests
	@$(RUN) -m grading check $(if $(ONLY),--chapter $(ONLY)) || true  # it has said why

put-back: .venv/.lock ## put one exercise back as handed out: ONLY=…, EXERCISE=curve
	@test -n "$(ONLY)" -a -n "$(EXERCISE)" || { echo "Name both: \
	make put-back ONLY=02-optimize EXERCISE=curve"; exit 2; }
	@$(RUN) -m tools.lab --put-back "$(ONLY)" "$(EXERCISE)"

grade: .venv/.lock ## grade a class: make grade IN=SUBMISSIONS OUT=RESULTS
	@test -n "$(IN)" -a -n "$(OUT)" || { echo "Name the folder or zip of submissions, \
	and a folder for the results: make grade IN=submissions OUT=results"; exit 2; }
	@$(RUN) -m grading grade "$(IN)" --out "$(OUT)" $(if $(ONLY),--chapter $(ONLY))

test: book ## verify everything: code, notebooks, exercises, answers, site
	@$(RUN) -m tools.run ruff check .
	@$(RUN) -m tools.run ruff format --check .
	@$(RUN) -m tools.run pytest -n 2

exercises: .venv/.lock ## make exercises/ from solutions/
	@$(RUN) -m tools.exercises

notebooks: .venv/.lock ## run the notebooks that changed, store their outputs (ALL=1: all)
	@$(RUN) -m tools.notebooks $(ONLY) $(if $(ALL),--all)

answers: .venv/.lock ## what right and wrong answers earn: ONLY=…, EXERCISE=curve
	@test -n "$(ONLY)" || { echo "Name a chapter: make answers ONLY=02-optimize"; exit 2; }
	@$(RUN) -m tests.answers_matrix $(ONLY) $(EXERCISE)

budget: .venv/.lock ## words, cells and figures of a chapter, and their limits
	@test -n "$(ONLY)" || { echo "Name a chapter: make budget ONLY=02-optimize"; exit 2; }
	@$(RUN) -m tests.chapter_budget $(ONLY)

new-chapter: .venv/.lock ## lay the frame of a chapter: NAME=03-sparse PREFIX=SPA
	@test -n "$(NAME)" || { echo "Name it: make new-chapter NAME=03-sparse PREFIX=SPA"; exit 2; }
	@$(RUN) -m tools.new_chapter "$(NAME)" $(if $(PREFIX),--prefix "$(PREFIX)")

format: .venv/.lock ## bring code and notebooks into the project's form
	@$(RUN) -m ruff check --fix . ; $(RUN) -m ruff format .
	@$(RUN) -m tools.notebooks --format-only || true

lock: .venv/.lock ## make requirements.txt from requirements.in, newest versions
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" requirements.in -o requirements.txt

clean: ## remove what was built (never my-work/)
	@rm -rf _build .pytest_cache .ruff_cache
