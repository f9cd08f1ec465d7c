"""Looked at early, decided by rules fixed before, reported inside and outside."""
