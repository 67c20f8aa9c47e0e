# make run    installs the package into .venv, asks questions, exports Turtle and ranks the participants
# make test   installs what the tests need and runs them; SOURCES=DIR, the folder of the texts, also checks every digest;
#             W3C=DIR, a folder with the W3C's `sparql` and `protocol` suites, also asks their queries;
#             CLIENTS=out/clients also has other people's clients ask the service
# make clients installs those clients with npm and Maven: Comunica and Jena
# make web    builds what pages load, from web/, and collects the texts of the pages for translators; needs Node
# make ftm    installs the library of FollowTheMoney, which needs the headers of ICU, so that `make test` tries it, too
# make spark  installs Spark, which needs Java 17, so that `make test` tests that engine, too
# make ledger runs the tests, and writes what they counted into docs/reference/ledger.md; takes SOURCES and W3C, too
# make lint   runs ruff, mypy (src and tests), and the contracts on which package may import which
# make docs   builds the documentation into out/docs, and fails on a warning
# make lowest runs, on the lowest versions that pyproject.toml allows, the tests that depend on them
# make bench  measures every command on invented corpora of growing size, beside engines alone and peers, for an hour or
#             two; prints the table, and writes it with curves into benchmarks/results. It goes on where it was cut;
#             DOCUMENTS="40 400" takes other sizes
# make mutants prints which small faults the tests notice, by module; PACKAGE=provenance tries one package
#             only, and SAMPLE=60 only so many of each module
# make clean  removes the environments and everything that was built

PYTHON ?= python3
SOURCES ?=
W3C ?=
PACKAGE ?=
SAMPLE ?=
DOCUMENTS ?= 40 400 2000
CLIENTS ?=
VENV := .venv
BIN := $(VENV)/bin
FOLDERS = $(TEMPORARY) SOURCES="$(if $(SOURCES),$(abspath $(SOURCES)))" W3C="$(if $(W3C),$(abspath $(W3C)))" \
  CLIENTS="$(if $(CLIENTS),$(abspath $(CLIENTS)))"
# The tests of one file share what they build, so each file runs on one processor; `tests/selection.py` says which begin.
SPREAD := --numprocesses auto --dist loadfile --no-loadscope-reorder
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV := $(BIN)/uv pip install --quiet --python
# Tests start hundreds of programs, each of which would compile the modules again, where the environment forbids to keep them.
unexport PYTHONDONTWRITEBYTECODE
# They build hundreds of small stores, and wait for the disk: in memory, where it has room and programs may be started.
ifndef TMPDIR
MEMORY := $(shell awk '$$2 == "/dev/shm" && $$4 ~ /(^|,)rw/ && $$4 !~ /noexec/' /proc/mounts 2>/dev/null)
ROOM := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000')
TEMPORARY := $(if $(and $(MEMORY),$(ROOM)),TMPDIR=/dev/shm)
endif

.PHONY: run test clients web ftm spark ledger lint docs lowest bench mutants clean

# Prints at most two screens: 80 lines of 100 columns.
run: $(VENV)/run
	@mkdir -p out
	@$(call show,build)
	@$(call show,ask sums-of-money)
	@$(call show,ask absences --event "Brussels meeting of 10 April 2025" --why)
	@$(call show,conflicts > out/conflicts.txt)
	@awk -v RS= '/amount/' out/conflicts.txt
	@echo "one of $$(grep 'conflicts$$' out/conflicts.txt) in out/conflicts.txt"
	@$(call show,centrality --measure betweenness --kind state --represented --robust --top 5 | tail -n 9)
	@$(call show,export --provenance > out/coalition.ttl)
	@$(BIN)/python -c "import rdflib; print('out/coalition.ttl:', len(rdflib.Graph().parse('out/coalition.ttl')), 'triples, read back by rdflib')"
	@printf '%s\n' '' 'Try next, after "source $(BIN)/activate":' \
	  '  coalition questions                          list the other questions' \
	  '  coalition show "Keir Starmer"                print what is known about an actor' \
	  '  coalition timeline --about Ukraine           print events and commitments by date' \
	  '  docs/tutorial.md                             learn to cite an answer, in 15 minutes'

# Print a command as the user would type it, then run it.
show = printf '\n$$ coalition %s\n' '$(1)'; $(BIN)/coalition $(1)

test: $(VENV)/test
	$(FOLDERS) $(BIN)/python -m pytest $(SPREAD)

clients: out/clients/node_modules out/clients/jena

out/clients/node_modules: tests/service/clients/package.json
	@mkdir -p out/clients && cp $< out/clients/
	npm install --prefix out/clients --no-fund --no-audit --loglevel error
	@touch $@

out/clients/jena: tests/service/clients/pom.xml
	@mkdir -p out/clients
	mvn --quiet --batch-mode --file $< dependency:copy-dependencies -DoutputDirectory=$(abspath $@)
	@touch $@

# The built files are part of the project, so that nobody needs Node to run it.
web: $(VENV)/test
	npm ci --prefix web --no-fund --no-audit --loglevel error
	node web/build.mjs
	$(BIN)/pybabel --quiet extract --mapping-file web/texts.cfg --keyword N_ --no-location --omit-header --sort-output \
	  --output-file src/coalition/pages/locale/pages.pot src/coalition/pages

ftm: $(VENV)/ftm

spark: $(VENV)/spark

ledger: $(VENV)/test
	$(FOLDERS) $(BIN)/python -m pytest $(SPREAD) --ledger

lint: $(VENV)/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

docs: $(VENV)/test
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --fresh-env --quiet --doctree-dir out/.doctrees docs out/docs
	@echo "out/docs/index.html"

# The newest owlrl, which pyshacl needs, would require a newer rdflib than the lowest. What the lowest need in their turn is
# the newest, and warns of names that the lowest still use: not a fault of this project.
lowest: $(VENV)/test
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-lowest
	$(UV) .venv-lowest/bin/python --resolution lowest-direct ".[test]" "owlrl<7.2"
	$(FOLDERS) .venv-lowest/bin/python -m pytest $(SPREAD) --lowest -W ignore::DeprecationWarning

bench: $(VENV)/bench
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/lookups.py
	$(BIN)/python benchmarks/scale.py --documents $(DOCUMENTS)

mutants: $(VENV)/mutants
	$(FOLDERS) SAMPLE=$(SAMPLE) $(BIN)/python benchmarks/mutants.py $(PACKAGE)

# Editable, so that the tests and the command always run the files of this checkout. `make lowest` tests the wheel.
$(VENV)/run: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV)" >&2
	@$(PIP) install --editable ".[serve]"
	@touch $@

$(VENV)/test: pyproject.toml | $(BIN)/uv
	$(UV) $(BIN)/python --editable ".[test,lint,docs]"
	@touch $@

$(VENV)/spark: pyproject.toml | $(VENV)/test
	$(UV) $(BIN)/python --editable ".[test,lint,docs,spark]"
	@touch $@

$(VENV)/ftm: pyproject.toml | $(VENV)/test
	$(UV) $(BIN)/python --editable ".[ftm]"
	@touch $@

$(VENV)/bench: pyproject.toml | $(BIN)/uv
	$(UV) $(BIN)/python --editable ".[bench,test]"
	@touch $@

$(VENV)/mutants: pyproject.toml | $(BIN)/uv
	$(UV) $(BIN)/python --editable ".[mutants]"
	@touch $@

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV)

$(BIN)/uv: | $(BIN)/python
	$(PIP) install "uv>=0.8"

clean:
	rm -rf $(VENV) .venv-lowest out dist
