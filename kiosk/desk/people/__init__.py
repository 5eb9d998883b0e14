"""The roster at the desk: who works here, as what, from which day to which."""
