"""What is installed on a box, built as Debian packages: kiosk, kiosk-runtime, and what they need of Debian."""
