"""Knowledge: what is known about tutoring, money and law, each fact with source, date and whether it was checked."""
