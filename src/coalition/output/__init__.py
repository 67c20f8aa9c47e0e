"""What every report stands on: tables, cited passages, JSON, figures."""
