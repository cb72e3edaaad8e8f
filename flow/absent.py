"""Systems that an installation does without: said once in the release, in plain Chinese."""

from collections.abc import Collection, Mapping

from etl.config_sources import SYSTEMS
from etl.model.sources import SourceSpec

TOLD_ELSEWHERE = ("procedures",)
"""Of these the release says more, and elsewhere."""


def says_of_absent(specs: Mapping[str, SourceSpec], there: Collection[str]) -> tuple[str, ...]:
    """One sentence that names every system which is not configured; nothing where all are."""
    absent = [specs[one].zh for one in SYSTEMS if one not in there and one not in TOLD_ELSEWHERE]
    if not absent:
        return ()
    return (
        f"没有配置{len(absent)}个来源：{'、'.join(absent)}；需要它们的核对没有进行，没有疑点不等于没有问题",
    )
