"""The page behind the link of a message: shows what it is about, and acknowledges when the button is pressed."""
