"""Format results for people and programs: tables, cited passages, JSON, CSV and pictures."""
