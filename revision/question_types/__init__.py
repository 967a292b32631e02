"""The ways of asking: one module each. ``registry`` finds them; ``base`` says what each brings."""
