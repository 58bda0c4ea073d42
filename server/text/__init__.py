"""Where the German prose in a document is: markup, sentences, words and their language."""
