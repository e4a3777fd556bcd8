"""Where the command begins: what users set and edit is validated before anything reads it."""

import sys
from importlib import import_module

from pipelines import settings
from pipelines.reference import BadReference
from pipelines.settings import BadSetting


def main() -> None:
    """Run the command, or say in one sentence what is wrong with the environment (exit code 2) or a file (1)."""
    try:
        settings.check()
        import_module("pipelines.project").check()  # imported here: some sources read their reference file at once
    except (BadSetting, BadReference) as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, BadSetting) else 1)
    import_module("pipelines.cli.main").main()
