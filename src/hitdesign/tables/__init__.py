"""What a table is, whatever it holds: a record says its columns; checks, faults and private tables follow from that."""
