import os
import pwd

from dropd.jobs.accounts import group_name, is_in_group, own_groups, shared_group, user_name

NOBODY_HAS_IT = 3_999_999


def test_users_and_groups_have_names_or_else_numbers() -> None:
    assert (user_name(0), group_name(0)) == ("root", "root")
    assert (user_name(NOBODY_HAS_IT), group_name(NOBODY_HAS_IT)) == ("3999999", "3999999")


def test_the_group_to_share_with_oneself_is_an_own_one() -> None:
    me = pwd.getpwuid(os.geteuid())

    assert shared_group(me.pw_uid) in own_groups()


def test_whoever_has_no_account_needs_no_command_to_join_a_group() -> None:
    assert is_in_group(NOBODY_HAS_IT, 7)
    assert shared_group(NOBODY_HAS_IT) == os.getegid()


def test_root_needs_no_group() -> None:
    assert is_in_group(0, NOBODY_HAS_IT)
