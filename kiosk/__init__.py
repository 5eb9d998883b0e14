"""The kiosk appliance: one citizen after another, from a chip card and papers to a sealed case and a ticket."""

VERSION = "0.1.0"
