"""One module for each alert code (or small family that shares its logic): table expressions, nothing else.

Each has `find(world) -> Found`. What a code is called, needs and rests on stands in `etl.alerts.registry`.
"""
