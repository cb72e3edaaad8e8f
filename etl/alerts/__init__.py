"""Alerts that a reviewer can act on: one SQL file a code, its facts in the head; cases, ids and states made once for all."""
