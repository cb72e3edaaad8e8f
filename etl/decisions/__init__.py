"""People's decisions and facts: read from a workbook or CSV, checked row by row, kept append-only, handed to the rooms.

Here: the form of a row, which of several decisions on one thing is in force, and the small tables that
`matching`, `etl.verify`, `etl.rules` and `etl.alerts` take. Not here: what a decision changes, and who may take one.
"""
