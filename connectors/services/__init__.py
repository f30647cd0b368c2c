"""One connector a service: what its answers look like and how they become rows. Thin on `web`."""
