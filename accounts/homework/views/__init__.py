"""Pages of homework: composing and setting it, changing it while it runs, and single students' terms."""
