"""Has it all arrived? From what lies in `input/`, and a clock, to Waiting, Ready or Rejected.

`watch` says where to look again, `listing` looks, `quiet` remembers since when, `probe` has contents checked,
and `readiness` decides, which is pure; so is what it decides by (`asked`, `facts`, `findings`, `matching`, `names`,
`wording`).
"""
