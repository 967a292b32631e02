"""Sign-in by Google, Microsoft or another OpenID provider, where one is set: for staff whose account the school has made."""
