"""Reception: a case that was handed in is looked at beside its checklist, and accepted, sent for more or declined."""
