"""How passwords are hashed outside these tests, which themselves use a cheap hash."""

from argon2 import Type, extract_parameters
from django.contrib.auth.hashers import check_password, make_password

from accounts.people.hashers import SchoolArgon2Hasher
from config import settings as configured


def test_a_real_installation_uses_this_hasher_alone():
    assert configured.PASSWORD_HASHERS == ["accounts.people.hashers.SchoolArgon2Hasher"]


def test_the_hash_is_argon2id_with_19_mib_two_passes_and_one_lane():
    encoded = SchoolArgon2Hasher().encode("amber-mill-tea", "saltsaltsaltsalt")
    parameters = extract_parameters(encoded.removeprefix("argon2"))

    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert (parameters.type, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (Type.ID, 19456, 2, 1)


def test_a_hash_verifies_its_own_password_alone():
    hasher = SchoolArgon2Hasher()
    encoded = hasher.encode("amber-mill-tea", hasher.salt())

    assert (hasher.verify("amber-mill-tea", encoded), hasher.verify("amber-mill-toast", encoded)) == (True, False)


def test_the_same_password_is_hashed_differently_for_each_person(settings):
    settings.PASSWORD_HASHERS = configured.PASSWORD_HASHERS

    first, second = make_password("amber-mill-tea"), make_password("amber-mill-tea")

    assert first != second
    assert (check_password("amber-mill-tea", first), check_password("amber-mill-tea", second)) == (True, True)


def test_only_hashes_of_other_strength_are_made_anew():
    hasher = SchoolArgon2Hasher()
    weaker = SchoolArgon2Hasher()
    weaker.time_cost = 1

    assert hasher.must_update(hasher.encode("amber-mill-tea", hasher.salt())) is False
    assert hasher.must_update(weaker.encode("amber-mill-tea", weaker.salt())) is True
