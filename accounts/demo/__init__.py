"""A school that never was: people, six weeks of homework, and the server that shows them."""
