"""Words: numbers, sentences and translations for terminal, report and page."""
