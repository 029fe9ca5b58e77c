"""What the law asks of this site: who answers for it, what is kept of people and how long, and who reviewed what."""
