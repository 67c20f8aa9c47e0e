"""Run the command line with `python -m coalition.cli`."""

from __future__ import annotations

from coalition.cli import main

main()
