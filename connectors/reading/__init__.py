"""Opening files safely: what kind they are, and a process with limits in which they are read."""
