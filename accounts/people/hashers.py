"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SchoolArgon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's second setting (19 MiB, 2 passes, 1 lane).

    Django's default takes 100 MiB and eight threads a sign-in: a class signing in together would stop the server.
    https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
