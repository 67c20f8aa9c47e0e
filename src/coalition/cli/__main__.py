"""`python -m coalition.cli` is `coalition`."""

from __future__ import annotations

from coalition.cli import main

main()
