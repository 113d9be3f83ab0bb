"""One module per command, named by its verb."""
