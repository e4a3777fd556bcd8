"""What is written beside the published file: one file each, and one line in project.py."""
