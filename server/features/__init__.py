"""What the editor can ask for, one file a feature."""
