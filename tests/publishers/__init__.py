"""What each publisher would answer, rendered from figures in its documented layout."""
