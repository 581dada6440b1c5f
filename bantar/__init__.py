"""The project package: settings, addresses, and what every app may use. It knows no app."""
