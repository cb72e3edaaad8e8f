"""Reaching the source systems and landing what they say, as they say it.

Here: one folder per source system (its `source.yaml` and a README) and one package per kind of delivery
(`files`, `sql`, `gateway`). Not here: typing, cleaning, meaning, policy, anything about who a person is.
"""

ORDER = (
    "monitoring",
    "resettlement",
    "civil_affairs",
    "hrss",
    "county_finance",
    "social_insurance",
    "unemployment",
    "labour_inspection",
    "business_registry",
    "outwork",
    "industry_lists",
    "loans",
    "vacancies",
    "assets",
    "procedures",
)
"""The order in which systems are pulled: each after those that tell whom to ask it for (`interest.py`).

The registers, the rosters and the payments name the people whose contributions and benefits are asked for; workshops and
contributions name the operators that the registry is asked for. Nobody is asked for by what the later ones say.
"""
