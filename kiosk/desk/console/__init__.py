"""The clerks' console: pages drawn here, for whoever signed in, in their rights."""
