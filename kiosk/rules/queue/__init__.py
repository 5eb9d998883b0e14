"""The queue of the hall: what its log says, whose turn it is, and how long a wait is."""
