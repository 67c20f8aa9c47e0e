"""Say what an answer is that has been written for a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Head:
    """Describe an answer of the service.

    Attributes
    ----------
    type:
        Its media type.
    status:
        The status code of HTTP.
    headers:
        Further headers of HTTP.
    fixed:
        The parameters with which a later request gets the same, where this one left them open: the `format` that was
        chosen, the `version` of the saved question.
    """

    type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
