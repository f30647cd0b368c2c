"""What stands in a file, told to a person: the tables, the assumptions, the doubts."""
