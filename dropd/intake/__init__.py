"""Has it all arrived? From what lies in `input/`, and a clock, to Waiting, Ready or Rejected.

`watch` says where to look again, `listing` looks, `quiet` remembers since when, `probe` has contents checked,
and `readiness` decides. All else here is pure and serves it.
"""
