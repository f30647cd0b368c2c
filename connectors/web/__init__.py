"""Asking servers: one client with its limits, credentials, and how long lists are read and proven whole."""
