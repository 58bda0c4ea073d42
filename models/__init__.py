"""What is trained and what is loaded: the models, and the checkpoints they live in."""
