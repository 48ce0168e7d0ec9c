"""One module per metric; family and file name are the metric's id."""
