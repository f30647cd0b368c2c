"""The assets, one module for each stage of the way of the data. Each module makes the assets of one initiative."""
