"""What is printed: the ticket."""
