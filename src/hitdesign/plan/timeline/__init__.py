"""Hands over the timeline: tasks with their dates and statuses, purchases, readiness, documents, calendar."""
