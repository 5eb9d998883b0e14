"""What every test stands on: invented examples are given the time a small, busy machine needs."""

from hypothesis import HealthCheck, settings

settings.register_profile("kiosk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kiosk")
