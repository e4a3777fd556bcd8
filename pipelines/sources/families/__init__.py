"""What several sources have in common. No file here is a source."""
