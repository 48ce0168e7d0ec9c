"""Files that people really have, read as rows of text with their row numbers."""
