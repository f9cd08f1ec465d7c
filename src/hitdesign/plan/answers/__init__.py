"""Questions that boards and leaders ask of a program, answered from the plan with the facts behind each answer."""
