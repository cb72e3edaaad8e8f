"""What a run publishes: tables, workbooks, lists for public notice, the manifest, and how each cell is traced back.

Not here: anything that decides about a person, a workshop or money.
"""
