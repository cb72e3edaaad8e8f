"""Who is who: ID numbers, names, candidates, the visible score, people's decisions and explanations.

One question is answered here: which register person, if any, does a row name, how surely, and why. Nothing here
knows workshops, subsidies or policy.
"""
