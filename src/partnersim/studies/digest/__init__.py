"""What a comparison comes to in a minute: its largest effects, the results chain, what the arms differ in."""
