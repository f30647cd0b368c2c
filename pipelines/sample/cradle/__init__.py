"""The sample of cradle to career: its children, what they take part in, and its partners' tables. Nothing real."""
