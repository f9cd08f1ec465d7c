"""What the district wants of the program around its plan, as choices: launch, pilot, goals, team, tasks, messages."""
