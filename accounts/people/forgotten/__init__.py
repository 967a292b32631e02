"""A forgotten password: staff are sent a link, where mail is set up; all others are told whom to ask."""
