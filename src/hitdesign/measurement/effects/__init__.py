"""What tutoring did: effects of the offer and of tutoring, for whom, and what attendance alone cannot tell."""
