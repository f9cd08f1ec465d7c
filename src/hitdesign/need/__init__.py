"""Who should be tutored, and how strongly: cohorts gathered to bands."""
