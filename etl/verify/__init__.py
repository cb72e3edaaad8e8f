"""What really happened: status and employment month by month, with evidence for and against.

`verify` runs all steps; each step can be called by itself with a `Scene` (the tables of conform and matching).
"""

from etl.verify.run import Prepared, verify
from etl.verify.scene import Scene

__all__ = ["Prepared", "Scene", "verify"]
