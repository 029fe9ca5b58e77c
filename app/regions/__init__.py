"""The region page and what it shares with policy pages: figures, drawn maps, sentences, provenance."""
