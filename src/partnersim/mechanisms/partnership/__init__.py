"""How partners know, decide, talk, deliver, learn, share and stay: one mechanism per file."""
