"""A systemd unit started where no systemd runs: its rights as far as the kernel gives them, its watchdog, its restarts."""
