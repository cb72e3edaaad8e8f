"""Tests of the policy documents as data: every computable clause has its value, read against the paper."""
