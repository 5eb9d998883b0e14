"""The province's intake: takes announced cases and their files in, once each, and answers with receipts."""
