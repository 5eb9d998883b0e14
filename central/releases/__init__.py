"""The software that kiosks run, signed apart from the rules: whoever may change fees may not run code as root."""
