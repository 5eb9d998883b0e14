"""What the province publishes for its kiosks: each file by its name and its shape, and who takes which."""
