"""`python -m dropd` is the same as `dropd`."""

from dropd.cli import main

main()
