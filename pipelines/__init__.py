"""From the publishers' bytes to published answers: see README.md and docs/decisions.md."""
