"""The policy room: documents as YAML, read into typed forms, placed in time and area, made into tables for the rules."""
