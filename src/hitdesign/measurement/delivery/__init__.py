"""What was delivered: dosage from logs of sessions, who is behind, and days with tutoring beside others."""
