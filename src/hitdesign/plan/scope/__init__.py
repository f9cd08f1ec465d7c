"""Scope: pilot or district-wide, which schools, what a pilot can show, and the stages to all schools."""
