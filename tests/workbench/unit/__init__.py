"""A unit of systemd's started where no systemd runs: with its rights, as far as the kernel gives them, and kept."""
