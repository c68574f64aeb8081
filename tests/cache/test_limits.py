from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dropd.cache.limits import KEPT_LONGEST, CacheLimits, Entry, expendable

TIMES = st.integers(0, 20)
NAMES = st.builds(Path, st.from_regex(r"[0-9]{3}\.(ts|speech)", fullmatch=True))
ENTRIES = st.lists(st.builds(Entry, NAMES, st.integers(0, 100), TIMES), unique_by=lambda entry: entry.path)
LIMITS = st.builds(CacheLimits, st.integers(0, 1000), TIMES, TIMES | st.just(float("inf")))


@given(ENTRIES, LIMITS)
def test_what_is_in_use_stays_and_the_rest_of_what_stays_fits_beside_it(
    entries: list[Entry], limits: CacheLimits
) -> None:
    gone = set(expendable(entries, limits))
    stays = [entry for entry in entries if entry not in gone]

    assert all(entry in stays for entry in entries if entry.used_ns >= limits.in_use_since_ns)
    for entry in stays:
        if entry.used_ns < limits.in_use_since_ns:
            assert sum(other.size_bytes for other in stays if other.worth >= entry.worth) <= limits.most_bytes


@given(ENTRIES, LIMITS)
def test_nothing_goes_for_what_is_worth_less(entries: list[Entry], limits: CacheLimits) -> None:
    gone = set(expendable(entries, limits))
    for entry in gone:
        is_old = entry.used_ns < limits.unused_since_ns and entry.path.suffix != KEPT_LONGEST
        worse = [other for other in entries if other.worth < entry.worth and other.used_ns < limits.in_use_since_ns]
        assert is_old or all(other in gone for other in worse)


@given(ENTRIES, LIMITS)
def test_what_nobody_used_for_too_long_goes_and_narration_never_for_that(
    entries: list[Entry], limits: CacheLimits
) -> None:
    gone = set(expendable(entries, limits))
    roomy = set(expendable(entries, CacheLimits(10**9, limits.unused_since_ns, limits.in_use_since_ns)))

    assert roomy <= gone
    for entry in entries:
        is_old = entry.used_ns < min(limits.unused_since_ns, limits.in_use_since_ns)
        assert (entry in roomy) is (is_old and entry.path.suffix != KEPT_LONGEST)
