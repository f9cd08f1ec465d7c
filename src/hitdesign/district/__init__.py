"""The facts of a district: frozen records, column tables, checks across all of them."""
