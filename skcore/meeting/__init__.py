"""What a meeting is made of: programmes, themes to talk about, dialogue cards."""
