"""Who may teach, hold and pay whom, when, and what it costs."""
