"""What people meet: the command, the report, the pages."""
