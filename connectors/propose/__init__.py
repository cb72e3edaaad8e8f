"""Proposes a site's own names: which of its tables and columns are those of `source.yaml`. Looks at values, keeps and prints none."""
