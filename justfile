# The everyday commands: `just` lists them. Install it with `uv tool install rust-just`, or use `uv run just …`.

# List the commands.
default:
    @just --list

# A demo school in the browser: http://127.0.0.1:8000
demo *options:
    uv run manage.py demo {{options}}

# All tests, on SQLite; DATABASE_URL=postgres://… for PostgreSQL.
test *options:
    uv run pytest {{options}}

# Only the tests in a real browser.
browser *options:
    uv run pytest -m browser {{options}}

# The promises that take long, five times as long as CI: kills, restarts, duplicates, every order of steps. SQLite, or DATABASE_URL.
torture *options:
    TORTURE=5 uv run pytest tests/torture tests/accounts/attempts/test_state_machine.py tests/accounts/attempts/test_whole_life.py {{options}}

# Style, types, layers, templates.
lint:
    uv run ruff check .
    uv run ruff format --check .
    uv run djlint --check --quiet templates
    uv run djlint --lint --quiet templates
    uv run lint-imports
    uv run mypy .

# Mend what a machine can mend.
format:
    uv run ruff check --fix .
    uv run ruff format .
    uv run djlint --reformat --quiet templates

# Answers a second on the real server; prints one line of JSON.
bench *options:
    uv run benchmarks/answers.py {{options}}

# Screenshots of every page, phone and desktop, light and dark, into shots/.
shots *options:
    uv run python tests/browser/shots.py {{options}}

# Everything that must hold before a change lands.
ci:
    .ci/run
