"""What an assessor of information security asks of a box, and what this one shows."""
