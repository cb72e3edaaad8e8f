"""A step is known by the code that it really uses: its SQL files, what its Python imports, and the wiring."""

from pathlib import Path

from flow.fingerprint import HOUSE, closure
from flow.known import MODULES
from flow.steps import FLOW


def _names(paths: set[Path]) -> set[str]:
    return {str(path.relative_to(HOUSE)) for path in paths}


def test_the_closure_holds_what_a_module_imports_and_what_that_imports() -> None:
    found = _names(closure(["etl.policy.in_force"]))
    assert {"etl/policy/in_force.py", "etl/policy/forms.py", "etl/months.py"} <= found


def test_the_closure_leaves_out_what_nothing_imports() -> None:
    found = _names(closure(["etl.policy.in_force"]))
    assert not {name for name in found if name.startswith(("connectors/", "etl/publish/", "etl/alerts/"))}


def test_data_beside_a_module_counts_as_its_code() -> None:
    assert "matching/weights.yaml" in _names(closure(["matching.weights"]))


def test_every_step_says_where_its_python_begins_and_each_of_those_is_there() -> None:
    assert set(MODULES) == {step.name for step in FLOW}
    for step, modules in MODULES.items():
        for module in modules:
            assert closure([module]), f"{step}: {module} is no module of this project"
