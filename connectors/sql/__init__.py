"""Exchange databases (前置库): read only, page by page, every value as text."""
