"""From a teacher's notes to topics, facts and drafted questions. ``docs/importing-notes.md`` says what is understood."""
