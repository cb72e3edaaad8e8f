"""The data-sharing platform's signed HTTP gateway: lists and lookups, complete or not at all."""
