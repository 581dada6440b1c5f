"""Published pages answered from memory before Django is entered, in every worker of every server alike."""
