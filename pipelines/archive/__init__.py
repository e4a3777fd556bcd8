"""The bytes as published: fetched, kept, carried elsewhere, counted."""
