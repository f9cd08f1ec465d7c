"""Looks at an effect or a rate while it is measured, without false alarms."""
