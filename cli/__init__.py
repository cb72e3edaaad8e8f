"""The `hecha` command: arguments in, exit codes and text out. Nothing here that a test would want to call elsewhere."""
