"""Which register person each form names, how surely and why: numbers first, then whatever else tells people apart.

Here: one SQL file a table, by what it is about. Python tables (`in_python.py`) are made by `matching`, which knows ID
numbers, names, weights and keys and nothing of tables. Not here: what follows from who is who.
"""
