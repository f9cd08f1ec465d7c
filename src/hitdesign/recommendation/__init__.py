"""Which tutoring models suit each band, and why: rules over columns, their verdicts, and what would change them."""
