"""Migrations of the portal's store."""
