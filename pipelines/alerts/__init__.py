"""What a person is told without asking: found in the event log and in the published file, sent once."""
