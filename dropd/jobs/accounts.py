"""Users and groups by name, where they have one: in containers many are mere numbers."""

import grp
import os
import pwd


def user_name(uid: int) -> str:
    """A user's name, else the number; commands take either."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def group_name(gid: int) -> str:
    """A group's name, else the number; commands take either."""
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def own_groups() -> tuple[int, ...]:
    """The groups that dropd has the rights of, its main one first."""
    return (os.getegid(), *os.getgroups())


def shared_group(uid: int) -> int:
    """A group that dropd and another user are both in, else dropd's main one."""
    theirs = _groups_of(uid)
    return next((gid for gid in own_groups() if gid in theirs), os.getegid())


def is_in_group(uid: int, gid: int) -> bool:
    """Whether a user is in a group, as far as that can be said: of users without an account it is taken for granted."""
    theirs = _groups_of(uid)
    return uid == 0 or not theirs or gid in theirs


def _groups_of(uid: int) -> tuple[int, ...]:
    try:
        account = pwd.getpwuid(uid)
    except KeyError:
        return ()
    return tuple(os.getgrouplist(account.pw_name, account.pw_gid))
