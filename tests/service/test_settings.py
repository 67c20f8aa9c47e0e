"""Test that the settings reach another process as they are."""

from __future__ import annotations

import json

from coalition.service.settings import Settings


def test_settings_are_plain_data() -> None:
    settings = Settings(root="r", workers=3, timeout=0.5)
    assert Settings(**json.loads(json.dumps(settings.to_dict()))) == settings


def test_fewer_evaluations_may_be_slow_than_there_are_workers() -> None:
    assert 0 < Settings().slow < Settings().workers
