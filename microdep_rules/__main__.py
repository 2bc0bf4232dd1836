"""`python -m microdep_rules` is `microdep`."""

from microdep_rules.cli.main import run

if __name__ == "__main__":
    run()
