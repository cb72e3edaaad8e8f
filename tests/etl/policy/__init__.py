"""Tests of the policy language, its loader and the library."""
