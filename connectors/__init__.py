"""Reaching the five sources and landing what they say, as they say it.

Here: one folder per source system (its `source.yaml` and a README) and one package per kind of delivery
(`files`, `sql`, `gateway`). Not here: typing, cleaning, meaning, policy, anything about who a person is.
"""
