"""Pages made into the sealed PDF set of a case."""
