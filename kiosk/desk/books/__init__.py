"""The registers: months and their counts, and what is printed or handed on of them."""
