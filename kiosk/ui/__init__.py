"""kiosk-ui: the citizen's touchscreen; Kivy lives here and nowhere else."""
