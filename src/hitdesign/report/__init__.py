"""What a person opens: the page, the workbook, the tables and the sentences of a plan."""
