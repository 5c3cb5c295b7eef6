"""A village small enough to be measured on paper, and the right value of everything that is measured."""
