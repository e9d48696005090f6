"""`python -m chancery` is the `chancery` command."""

from chancery.cli import main

main()
