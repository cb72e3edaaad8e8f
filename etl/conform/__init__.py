"""Text as the sources sent it becomes typed canonical tables; every row is accounted for."""

from etl.conform.landed import Correction, Landed, Settings, load_corrections
from etl.conform.reconcile import Fault, check
from etl.conform.step import conform, contract_of

__all__ = ["Correction", "Fault", "Landed", "Settings", "check", "conform", "contract_of", "load_corrections"]
