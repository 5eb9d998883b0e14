"""The keys of one box: made on it, sealed to it, handed to whoever needs them, and a way back where it is broken."""
