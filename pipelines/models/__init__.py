"""The tables: three kinds, their files, and how they are built."""
