"""What the province says to its kiosks, signed by The Update Framework's rules: keys, publishing, serving."""
