"""What Dagster is told."""
