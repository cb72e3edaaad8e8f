"""People are told what became of a month: by mail and by webhook, once for each cause, and again when it is over. Counts only."""
