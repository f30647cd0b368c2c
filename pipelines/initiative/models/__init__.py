"""The initiative folder as pydantic models, one module for each file that a backbone writes."""
