"""Our own small widgets on plain Kivy: placed once, drawn once, no layout passes."""
