"""Sheets and delimited files, as offices hand them in: found, opened safely, their table landed as text."""
