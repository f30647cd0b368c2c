"""The sample of pandemic relief: its households, what they ask for and get, and its partners' tables. Nothing real."""
