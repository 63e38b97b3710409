"""What the cells of a column mean: areas, periods, figures, units, names."""
