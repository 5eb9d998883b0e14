"""A case's page, what is done to cases there and in batches, and the leader's lists."""
