"""Tables in: CSV folders and workbooks to a District; every cell is read with a stated meaning or refused in words."""
