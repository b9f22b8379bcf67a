"""The coordinator's office: people, providers to confirm, questions."""
