"""From rights and choices to the best plan that keeps every limit: formulation, answer, timetable, audit."""
