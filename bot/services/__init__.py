"""What can be done: each service reads or writes in one unit of work and asks the coach."""
