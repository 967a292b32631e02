"""The pages of class lists."""
