"""Who a kiosk is: the issuing authority, and enrolment over secure transport (RFC 7030)."""
