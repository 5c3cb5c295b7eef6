"""What partners weigh when they decide: rules that several mechanisms share."""
