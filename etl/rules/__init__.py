"""What the policy gives: the language of the policy files and the rules applied to workshops, people and payments.

Nothing is imported here: the language has no need of tables, and the evaluation none of YAML.
"""
