"""The web face of releases and decisions: officials sign and download, reviewers decide.

Here: pages, an API over releases as they lie, and a store of the portal's own (accounts, states, cases, audit). Not here: verdicts;
a request computes none, and what takes longer runs as a command in a process of its own.
"""
