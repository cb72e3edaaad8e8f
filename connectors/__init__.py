"""Reaching the source systems and landing what they say, as they say it.

Here: one folder per source system (its `source.yaml` and a README) and one package per kind of delivery
(`files`, `sql`, `gateway`). Not here: typing, cleaning, meaning, policy, anything about who a person is.
"""

ORDER = ("monitoring", "hrss", "county_finance", "social_insurance", "business_registry", "procedures")
"""The order in which systems are pulled: each after those that tell whom to ask it for (`interest.py`).

The register, the rosters and the payments name the people whose contributions are asked for; workshops and contributions name
the operators that the registry is asked for. Nothing is asked of the records of procedures, which nobody else needs.
"""
