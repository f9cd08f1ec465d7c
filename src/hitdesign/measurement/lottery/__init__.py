"""Who is offered tutoring, by a lot that can be shown."""
